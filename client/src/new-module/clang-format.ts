/** Kernel style for clang-format, where there is no kernel tree to take its own file from. Pure: a text. */

/** Options of clang-format 11 and later, set as Documentation/process/coding-style.rst asks for. */
export const ownClangFormat =
  (): string => `# Linux kernel coding style. A kernel tree has a longer one: copy its .clang-format here.
---
BasedOnStyle: LLVM
AlignAfterOpenBracket: Align
AlignConsecutiveMacros: false
AlignTrailingComments: false
AllowAllParametersOfDeclarationOnNextLine: false
AllowShortBlocksOnASingleLine: Never
AllowShortCaseLabelsOnASingleLine: false
AllowShortEnumsOnASingleLine: false
AllowShortFunctionsOnASingleLine: None
AllowShortIfStatementsOnASingleLine: Never
AllowShortLoopsOnASingleLine: false
BreakBeforeBraces: Linux
BreakStringLiterals: false
ColumnLimit: 80
ContinuationIndentWidth: 8
Cpp11BracedListStyle: false
ForEachMacros:
  - 'for_each_child_of_node'
  - 'for_each_online_cpu'
  - 'for_each_possible_cpu'
  - 'for_each_set_bit'
  - 'hlist_for_each_entry'
  - 'hlist_for_each_entry_safe'
  - 'list_for_each'
  - 'list_for_each_entry'
  - 'list_for_each_entry_rcu'
  - 'list_for_each_entry_safe'
  - 'list_for_each_safe'
IndentCaseLabels: false
IndentGotoLabels: false
IndentWidth: 8
PointerAlignment: Right
ReflowComments: false
SortIncludes: false
SpaceAfterCStyleCast: false
SpaceBeforeParens: ControlStatements
SpacesInContainerLiterals: false
TabWidth: 8
UseTab: Always
...
`;
