/** The words of kernel C that the scan treats in a way of their own, by what they do to the grammar. */

export const Word = {
  none: 0,
  /** static, extern, inline, typedef, ...: says nothing about a type. */
  storage: 1,
  /** const, volatile, restrict. */
  qualifier: 2,
  /** int, void, unsigned, ... */
  primitive: 3,
  /** struct, union. */
  tag: 4,
  enum: 5,
  /** if, while, for, switch: a parenthesis follows that is no call. */
  control: 6,
  /** return, case, goto, ... */
  statement: 7,
  /** do, else: a statement follows. */
  prefix: 8,
  /** An attribute without arguments: `__init`. */
  attribute: 9,
  /** An attribute with arguments, or with none: `__section(".x")`. */
  attributeCall: 10,
  /** typeof and its spellings. */
  typeof: 11,
  asm: 12,
  /** Words that the grammar takes as an identifier in a place where none may stand; blanked. */
  noise: 13,
  /** Takes an expression too in GNU C: shown as sizeof. */
  alignof: 14,
  /** A parenthesis follows that is no call. */
  sizeof: 15,
  /** Renamed, so that the grammar takes it for a call: its own rule knows no nested members. */
  offsetof: 16,
} as const;

const list = (words: string): readonly string[] => words.trim().split(/\s+/);

const words: readonly (readonly [number, readonly string[]])[] = [
  [
    Word.storage,
    list("static extern inline register typedef auto _Thread_local __inline __inline__ _Noreturn"),
  ],
  [Word.qualifier, list("const volatile restrict __restrict__ _Atomic")],
  [
    Word.primitive,
    list("void char short int long float double signed unsigned _Bool bool __signed__ __int128"),
  ],
  [Word.tag, list("struct union")],
  [Word.enum, ["enum"]],
  [Word.control, list("if while for switch")],
  [Word.statement, list("return case goto default break continue")],
  [Word.offsetof, ["offsetof"]],
  [Word.sizeof, list("sizeof _Generic _Static_assert")],
  [Word.alignof, list("_Alignof __alignof__ __alignof alignof")],
  [Word.prefix, list("do else")],
  [Word.typeof, list("typeof __typeof__ __typeof typeof_unqual __typeof_unqual__ __auto_type_of")],
  [Word.asm, list("asm __asm__ __asm")],
  [Word.noise, list("__extension__ __const __const__ __volatile__ __volatile __restrict")],
  [
    Word.attribute,
    list(`
      asmlinkage __always_inline noinline
      __init __exit __initdata __initconst __exitdata __exitconst __ref __refdata __refconst __meminit __memexit __meminitdata
      __memexitdata __meminitconst __cpuinit __cpuexit __cpuinitdata __cpuinitconst __devinit __devexit __devinitdata __devinitconst
      __devexitdata __net_init __net_exit __net_initdata __init_or_module __initdata_or_module __initconst_or_module
      __init_or_cpufreq __init_refok __initdata_refok __exit_refok __exit_p __initbss __init_memblock __initdata_memblock
      __user __kernel __iomem __percpu __rcu __force __nocast __private __bitwise __must_hold_ __noderef
      __maybe_unused __always_unused __unused __used __packed __packed2__ __pure __attribute_const__ __noreturn __malloc __weak __cold __hot __visible
      __must_check __deprecated __latent_entropy __randomize_layout __no_randomize_layout __designated_init __nonstring __ro_after_init
      __read_mostly __cacheline_aligned __cacheline_aligned_in_smp ____cacheline_aligned ____cacheline_aligned_in_smp
      ____cacheline_internodealigned_in_smp __page_aligned_data __page_aligned_bss __cacheline_group_begin_aligned
      __noclone __flatten __naked notrace noinline_for_stack noinline_for_kasan __noinline __no_sanitize_address __no_kcsan __no_kasan_or_inline
      __no_sanitize_or_inline __no_sanitize_memory __no_sanitize_undefined __no_sanitize_coverage __no_kmsan_checks __no_profile __noscs __nocfi __no_stack_protector
      __irq_entry __softirq_entry __irqentry_text __kprobes __nokprobe_inline nokprobe_inline __lockfunc __sched __cpuidle noinstr __entry_text
      __used_section __fastcall __stdcall __cdecl __trusted __untrusted __flash __ref_func __mustcheck __no_caller_saved_registers
      __assume_aligned_ __gnu_inline __alias_ __copy_ __noendbr __ksym __kconfig __weakref __no_reorder __percpu_read_mostly __read_frequently
      __initcall_ __bpf_kfunc __counted_by_ fallthrough_ asmlinkage_ __printf_ __no_context_analysis __diag_ignore_ __cpumask_ __nocapabilities
      __pcpu_ __thread __interrupt __mips16 __nomips16 __tracepoint_ __init_or_livepatch __init_task_data __init_thread_info __lsm_ro_after_init
      __hyp_data __hyp_text __hyp_bss __vdso_ __nosavedata __nosave __vsyscall_fn __jited __fortify_ __overloadable __FORTIFY_INLINE_ __boot_data
      __bootdata __bootdata_preserved __amode31_data __amode31_ref __no_sanitize_thread __ptr_ring_ __cold_ __pgtbl_ __efi_runtime __efi_runtime_data
      __nolock_ __noprofile __optimize_ __capability_ __ef_ __force_order_ __uninitialized __attr_ __nomerge __nofp __vdsodata __read_only __aligned_u64_ __libc_
      __sram __sramfunc __tcm __tcmfunc __devm __unaligned_ __intrinsic_ __compiletime_ __noinitretpoline __always_unused_ __no_fgcse __aligned_largest
      __aligned16 __force_inline __pa_symbol_ EFIAPI WINAPI ACPI_INTERNAL_XFACE ACPI_SYSTEM_XFACE ACPI_EXTERNAL_XFACE
      __cpuinitdata_or_module u_boot_ ZEXPORT ZLIB_INTERNAL __net_initconst __net_exitdata __pciinit __ns_init __bios_init __bss_init
    `).filter((word) => !word.endsWith("_") || word.endsWith("__")),
  ],
  [
    Word.attributeCall,
    list(`
      __attribute__ __attribute __declspec _Alignas alignas __printf __scanf __section __aligned __alias __acquires __releases __cond_acquires __cond_lock_ __must_hold
      __acquire_shared_ __assume_aligned __alloc_size __counted_by __counted_by_le __counted_by_be __element_count __cleanup __compiletime_error __compiletime_warning
      __diagnose_as __diagnose_as_builtin __diagnose_if_ __symver __weakref_call __realloc_size __alloc_align __malloc_call __nonnull
      __guarded_by __pt_guarded_by __acquires_shared __releases_shared __cond_releases __counted_by_ptr __sized_by __free __no_sanitize __stackalign
      __aligned_call __format_arg __nonstring_call __vector_size __tls_model __bitfield_ __init_call_ __noinline_call __exportname __flextype_ __regparm regparm
      __cacheline_group_ __fd_arg __ifunc __attr_call_ __context__ __initcall_section_ __section_call_ __returns_nonnull__ __always_inline_call_ __aligned_ __exception_text_
      __noendbr_call_ __must_hold_shared __excludes __requires_ctx_ __cond_acquires_shared __releases_ctx_ __btf_type_tag BTF_TYPE_TAG __visibility __address_space __bpf_md_ptr_
    `).filter((word) => !word.endsWith("_") || word.endsWith("__")),
  ],
];

const table: ReadonlyMap<string, number> = new Map(
  words.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

/** Told from their ends and length alone, most words are none of the table: no string need be made of them. */
const slot = (first: number, last: number, length: number): number =>
  (first * 131 + last * 31 + length * 7) & 4095;

const taken = new Uint8Array(4096);
for (const word of table.keys())
  taken[slot(word.charCodeAt(0), word.charCodeAt(word.length - 1), word.length)] = 1;

/** What the word text[from, to) is: one of `Word`. */
export const wordKind = (text: string, from: number, to: number): number =>
  taken[slot(text.charCodeAt(from), text.charCodeAt(to - 1), to - from)] === 1
    ? (table.get(text.slice(from, to)) ?? Word.none)
    : Word.none;
