# From the loader's protected mode to long mode.
#
# PVH (Xen, "x86/HVM direct boot ABI"): the note names a 32-bit entry point, at which paging and
# interrupts are off, cs, ds and es are flat and ebx holds the physical address of the start info.
# Nothing is said of the stack, of ss, fs and gs, and of the other flags.

.section .note.Xen, "a", @note
.balign 4
.long 4                         # bytes of the name
.long 8                         # bytes of the value
.long 18                        # XEN_ELFNOTE_PHYS32_ENTRY
.asciz "Xen"
.quad pvh_entry

.section .text.boot, "ax"
.code32
.global pvh_entry
pvh_entry:
    cld                         # as the calling convention of `start` has it
    mov edi, ebx                # the first argument of `start`

    # The first GiB is mapped where it is, by pages of 2 MiB, but the second of them by pages of
    # 4 KiB: that is where the image lies. 3 = present, writable; 0x80 = large page.
    mov eax, offset boot_directory_pointers + 3
    mov [boot_level_4], eax
    mov eax, offset boot_directory + 3
    mov [boot_directory_pointers], eax
    mov eax, 0x83
    xor ecx, ecx
1:  mov [boot_directory + ecx * 8], eax
    add eax, 0x200000
    inc ecx
    cmp ecx, 512
    jne 1b
    mov eax, offset boot_table + 3
    mov [boot_directory + 8], eax
    mov eax, 0x200003
    xor ecx, ecx
2:  mov [boot_table + ecx * 8], eax
    add eax, 0x1000
    inc ecx
    cmp ecx, 512
    jne 2b

    mov eax, offset boot_level_4
    mov cr3, eax
    mov eax, cr4
    or eax, 1 << 5              # PAE
    mov cr4, eax
    mov ecx, 0xc0000080         # EFER
    rdmsr
    or eax, 1 << 8 | 1 << 11    # LME, NXE
    wrmsr
    mov eax, cr0
    or eax, 1 << 31 | 1 << 16   # PG, WP
    mov cr0, eax

    lgdt [boot_gdt_pointer]
    ljmp 8, offset long_mode    # there is no stack yet

.code64
long_mode:
    # The upper halves of the registers hold anything after the change of mode, until the lower ones
    # are written to.
    mov edi, edi
    xor eax, eax
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    mov esp, offset __stack_top
    xor ebp, ebp
    call {start}
    ud2

.section .rodata.boot, "a"
.balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9a000000ffff    # code, 64 bits
boot_gdt_pointer:
    .short boot_gdt_pointer - boot_gdt - 1
    .long boot_gdt

.section .bss.boot, "aw", @nobits
.balign 4096
boot_level_4: .skip 4096
boot_directory_pointers: .skip 4096
boot_directory: .skip 4096
boot_table: .skip 4096
