# Entries of exceptions and interrupts, 16 bytes each. Whatever the processor pushes, the stack looks
# like `TrapFrame` when `trap` is called.

.section .text.trap, "ax"
.balign 16
.global trap_entries
trap_entries:
.set vector, 0
.rept {vectors}
    .balign 16
    .if !(({error_codes} >> vector) & 1)
    push 0                      # in place of the error code
    .endif
    .byte 0x6a, vector          # push vector
    jmp trap_common
    .set vector, vector + 1
.endr

trap_common:
    push rax
    push rcx
    push rdx
    push rbx
    push rbp
    push rsi
    push rdi
    push r8
    push r9
    push r10
    push r11
    push r12
    push r13
    push r14
    push r15
    cld
    # The processor aligned the stack to 16 bytes and 22 words were pushed: it is aligned for a call.
    mov rdi, rsp
    call {trap}
    pop r15
    pop r14
    pop r13
    pop r12
    pop r11
    pop r10
    pop r9
    pop r8
    pop rdi
    pop rsi
    pop rbp
    pop rbx
    pop rdx
    pop rcx
    pop rax
    add rsp, 16                 # vector and error code
    iretq
