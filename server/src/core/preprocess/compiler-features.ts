/** What `__has_attribute` and `__has_builtin` answer in gcc 12: of names in neither list nothing is known. */

const words = (text: string): ReadonlySet<string> =>
  new Set(text.split(/\s+/u).filter((word) => word !== ""));

/** Attributes gcc 12 has on every architecture the kernel is commonly built for. */
const attributes = words(`
  access alias aligned alloc_align alloc_size always_inline artificial assume_aligned cleanup cold common const
  constructor copy deprecated designated_init destructor error externally_visible fallthrough flatten format format_arg
  gnu_inline hot ifunc leaf malloc may_alias mode naked no_instrument_function no_profile_instrument_function no_reorder
  no_sanitize no_sanitize_address no_sanitize_coverage no_sanitize_thread no_sanitize_undefined no_split_stack
  no_stack_limit no_stack_protector noclone noinit noinline noipa nonnull nonstring noplt noreturn nothrow optimize
  packed patchable_function_entry persistent pure retain returns_nonnull returns_twice scalar_storage_order section
  sentinel simd stack_protect symver target target_clones tls_model transaction_callable transparent_union
  uninitialized unavailable unused used vector_size visibility warn_if_not_aligned warn_unused_result warning weak weakref
  zero_call_used_regs
`);

/** Attributes of clang, or of a later gcc, that kernel headers ask for. */
const missingAttributes = words(`
  annotate assume availability btf_decl_tag btf_type_tag counted_by counted_by_ptr diagnose_as_builtin diagnose_if
  disable_sanitizer_instrumentation disable_tail_calls enable_if guarded_by internal_linkage lockable
  no_sanitize_memory nodebug nocf_check_all nonblocking nonstring_array null_terminated_string_arg overloadable
  pass_dynamic_object_size pass_object_size preserve_most rethrow strict_flex_array swiftcall type_tag_for_datatype
  unsequenced reproducible xray_always_instrument
`);

/** Builtins gcc 12 has. */
const builtins = words(`
  __builtin_abs __builtin_add_overflow __builtin_add_overflow_p __builtin_alloca __builtin_alloca_with_align
  __builtin_apply __builtin_assume_aligned __builtin_bswap16 __builtin_bswap32 __builtin_bswap64 __builtin_bswap128
  __builtin_choose_expr __builtin_classify_type __builtin_clear_padding __builtin_clz __builtin_clzl __builtin_clzll
  __builtin_clrsb __builtin_constant_p __builtin_convertvector __builtin_ctz __builtin_ctzl
  __builtin_ctzll __builtin_dynamic_object_size __builtin_expect __builtin_expect_with_probability
  __builtin_extract_return_addr __builtin_ffs __builtin_ffsl __builtin_ffsll __builtin_frame_address
  __builtin_has_attribute __builtin_isdigit __builtin_isnan __builtin_memchr __builtin_memcmp __builtin_memcpy __builtin_memmove
  __builtin_mempcpy __builtin_memset __builtin_mul_overflow __builtin_mul_overflow_p __builtin_object_size
  __builtin_offsetof __builtin_parity __builtin_parityl __builtin_parityll __builtin_popcount __builtin_popcountl
  __builtin_popcountll __builtin_prefetch __builtin_return_address __builtin_shuffle __builtin_shufflevector
  __builtin_speculation_safe_value __builtin_stpcpy __builtin_strcat __builtin_strchr __builtin_strcmp __builtin_strcpy
  __builtin_strcspn __builtin_strlen __builtin_strncat __builtin_strncmp __builtin_strncpy __builtin_strnlen
  __builtin_strpbrk __builtin_strrchr __builtin_strspn __builtin_strstr __builtin_sub_overflow __builtin_sub_overflow_p
  __builtin_trap __builtin_types_compatible_p __builtin_unreachable
  __builtin_va_arg_pack __builtin_va_copy __builtin_va_end __builtin_va_start __builtin_LINE __builtin_FILE
  __builtin_FUNCTION __atomic_load_n __atomic_store_n __atomic_exchange_n __atomic_compare_exchange_n
  __sync_synchronize __sync_bool_compare_and_swap
`);

const missingBuiltins = words(`
  __builtin_assume __builtin_assume_separate_storage __builtin_bitreverse8 __builtin_bitreverse16 __builtin_bitreverse32
  __builtin_bitreverse64 __builtin_clzg __builtin_counted_by_ref __builtin_ctzg __builtin_debugtrap
  __builtin_dump_struct __builtin_get_vtable_pointer __builtin_operator_new __builtin_popcountg __builtin_stdc_rotate_left
  __builtin_sycl_unique_stable_name __builtin_unpredictable __builtin_verbose_trap __builtin_typeof_unqual
`);

/** Takes a name as in `__has_attribute(name)`, with or without its underscores; undefined where it is not known. */
export const hasAttribute = (name: string): boolean | undefined => {
  const plain = name.replace(/^__(.*)__$/u, "$1");
  return attributes.has(plain) ? true : missingAttributes.has(plain) ? false : undefined;
};

/** Takes a name as in `__has_builtin(name)`; undefined where it is not known. */
export const hasBuiltin = (name: string): boolean | undefined =>
  builtins.has(name) ? true : missingBuiltins.has(name) ? false : undefined;
