/** Which `#include <...>` mean the kernel's own headers: they declare nothing that a module's author would define. */

/** Folders of include/ and arch/x/include/, and the C headers that the compiler brings. */
const kernelHeader =
  /^(?:(?:linux|asm|asm-generic|uapi|generated|net|scsi|sound|media|drm|rdma|crypto|acpi|dt-bindings|kunit|kvm|memory|misc|pcmcia|ras|soc|target|trace|ufs|vdso|video|xen|clocksource|keys|math-emu|rv|hyperv|cxl|fsi)\/|(?:stdarg|stddef|stdbool|stdint|float|limits)\.h$)/;

export const isKernelHeader = (path: string): boolean => kernelHeader.test(path);
