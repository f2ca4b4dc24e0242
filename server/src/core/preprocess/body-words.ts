/** The words of C, of GNU C and of the compiler that are no references. */

const words = (text: string): ReadonlySet<string> =>
  new Set(text.split(/\s+/u).filter((word) => word !== ""));

/** Words a declaration or a type's name may begin with. */
export const typeWords = words(`
  void char short int long float double signed unsigned _Bool _Complex __int128 __int128_t __uint128_t __signed__ __signed
  struct union enum const volatile restrict __const __const__ __volatile __volatile__ __restrict __restrict__ _Atomic
  static extern register auto inline __inline __inline__ typedef _Thread_local __thread _Noreturn __auto_type typeof
  __typeof __typeof__ __builtin_va_list _Alignas __attribute__ __attribute _Float16 __seg_gs __seg_fs
`);

export const typeofWords = words("typeof __typeof __typeof__");

export const asmWords = words("asm __asm __asm__");

export const attributeWords = words("__attribute__ __attribute");

/** Operators whose operand is only measured. */
export const measureWords = words("sizeof _Alignof __alignof __alignof__");

/** Words of the language that no reference is: statements, operators, names the compiler makes. */
export const otherWords = words(`
  if else while for do switch case default break continue return goto sizeof _Alignof __alignof __alignof__ _Generic
  _Static_assert static_assert __extension__ __label__ asm __asm __asm__ __real__ __imag__ __func__ __FUNCTION__
  __PRETTY_FUNCTION__ _Pragma defined current_stack_pointer current_frame_pointer
`);

/** Functions that gcc knows and may replace by code of its own, or by another of them. */
export const foldedFunctions = words(`
  memcpy memmove memset memcmp memchr mempcpy strlen strnlen strcpy strncpy strcmp strncmp strcasecmp strncasecmp strcat
  strncat strchr strrchr strstr strpbrk strspn strcspn stpcpy stpncpy strdup strndup sprintf snprintf vsprintf vsnprintf
  printf fprintf puts putchar sscanf abs labs llabs ffs ffsl ffsll bcmp bcopy bzero index rindex toupper tolower isdigit
  isalpha isalnum isspace isxdigit isupper islower isprint ispunct iscntrl isgraph isascii toascii malloc calloc realloc free
  alloca exit abort
`);

/** Functions of the kernel that are declared `__noreturn`. */
export const stoppingFunctions = words(`
  panic do_exit make_task_dead kthread_exit kthread_complete_and_exit __module_put_and_kthread_exit
  __module_put_and_exit complete_and_exit do_group_exit do_task_dead fortify_panic __fortify_panic usercopy_abort
  __stack_chk_fail cpu_startup_entry start_kernel machine_real_restart stop_this_cpu rewind_stack_and_make_dead
  __builtin_unreachable __builtin_trap __builtin_abort nmi_panic_self_stop hlt_play_dead xen_start_kernel
`);

/** Is it a function or a type of the compiler's own? */
export const isCompilerName = (name: string): boolean =>
  name.startsWith("__") &&
  (name.startsWith("__builtin_") || name.startsWith("__sync_") || name.startsWith("__atomic_"));
