//! An exception that returns, and timer interrupts, leave every register as it was.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    #![expect(unsafe_code, reason = "registers are seen in assembly only")]

    use core::arch::asm;

    use kernel::timer;

    pub(crate) fn run() {
        let ticks = timer::ticks();
        let difference: u64;
        // SAFETY: all registers that are written to are declared or put back, and so is the stack.
        unsafe {
            asm!(
                "push rbx",
                "push rbp",
                // Long enough for several timer interrupts. Counted on the stack: no register changes.
                "push 50000000",
                "mov rax, 1",
                "mov rbx, 2",
                "mov rdx, 3",
                "mov rbp, 4",
                "mov rsi, 5",
                "mov rdi, 6",
                "mov rcx, 7",
                "mov r8, 8",
                "mov r9, 9",
                "mov r10, 10",
                "mov r11, 11",
                "mov r12, 12",
                "mov r13, 13",
                "mov r14, 14",
                "mov r15, 15",
                "int3",
                "2:",
                "dec qword ptr [rsp]",
                "jnz 2b",
                "sub rax, 1",
                "sub rbx, 2",
                "sub rdx, 3",
                "sub rbp, 4",
                "sub rsi, 5",
                "sub rdi, 6",
                "sub rcx, 7",
                "sub r8, 8",
                "sub r9, 9",
                "sub r10, 10",
                "sub r11, 11",
                "sub r12, 12",
                "sub r13, 13",
                "sub r14, 14",
                "sub r15, 15",
                "or rax, rbx",
                "or rax, rdx",
                "or rax, rbp",
                "or rax, rsi",
                "or rax, rdi",
                "or rax, rcx",
                "or rax, r8",
                "or rax, r9",
                "or rax, r10",
                "or rax, r11",
                "or rax, r12",
                "or rax, r13",
                "or rax, r14",
                "or rax, r15",
                "pop rcx",
                "pop rbp",
                "pop rbx",
                out("rax") difference,
                out("rcx") _, out("rdx") _, out("rsi") _, out("rdi") _,
                out("r8") _, out("r9") _, out("r10") _, out("r11") _,
                out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            );
        }
        assert_eq!(difference, 0);
        assert!(timer::ticks() > ticks, "no timer interrupt came");
    }
}
