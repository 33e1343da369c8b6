//! Exceptions and interrupts: from the descriptor table to the handlers.
//!
//! The calling convention for them, `extern "x86-interrupt"`, is not stable. An assembly entry for
//! each vector does its work: it makes the stack look the same for all and saves the registers,
//! which a report of a fault needs anyway.

#![expect(
    unsafe_code,
    reason = "the processor calls assembly, and that calls Rust"
)]

use core::arch::global_asm;
use core::fmt;

use kernel_core::{Fault, has_error_code};
use spin::Once;
use x86_64::VirtAddr;
use x86_64::instructions::tables;
use x86_64::registers::control::Cr2;
use x86_64::structures::DescriptorTablePointer;

use crate::qemu::{self, Outcome};
use crate::{gdt, layout, pic, serial, timer};

/// 32 exceptions and the 16 lines of the interrupt controllers.
const VECTORS: u16 = 48;

const BREAKPOINT: u8 = 3;
const DOUBLE_FAULT: u8 = 8;
const PAGE_FAULT: u8 = 14;

/// One bit for each exception that comes with an error code.
const ERROR_CODES: u32 = {
    let (mut mask, mut vector) = (0, 0);
    while vector < 32 {
        mask |= (has_error_code(vector) as u32) << vector;
        vector += 1;
    }
    mask
};

global_asm!(
    include_str!("trap.s"),
    vectors = const VECTORS,
    error_codes = const ERROR_CODES,
    trap = sym trap,
);

unsafe extern "C" {
    /// The first entry of trap.s; the others follow at every 16 bytes.
    safe static trap_entries: u8;
}

/// The stack when `trap` is called, from its top.
#[repr(C)]
struct TrapFrame {
    r15: u64,
    r14: u64,
    r13: u64,
    r12: u64,
    r11: u64,
    r10: u64,
    r9: u64,
    r8: u64,
    rdi: u64,
    rsi: u64,
    rbp: u64,
    rbx: u64,
    rdx: u64,
    rcx: u64,
    rax: u64,
    vector: u64,
    error_code: u64,
    rip: u64,
    cs: u64,
    rflags: u64,
    rsp: u64,
    ss: u64,
}

/// An interrupt gate (Intel SDM, volume 3, figure 6-8).
#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Gate([u32; 4]);

impl Gate {
    /// Present, for privilege level 0, interrupts off.
    const FLAGS: u32 = 0x8e00;
    /// The code segment of the table that gdt.rs loads.
    const SELECTOR: u32 = 8;

    /// `stack` is an entry of the interrupt stack table, or 0 for the stack in use.
    fn new(entry: u64, stack: u8) -> Self {
        let (low, high) = (entry & 0xffff_ffff, entry >> 32);
        let [low, high] = [low, high].map(|half| u32::try_from(half).unwrap_or_default());
        Self([
            Self::SELECTOR << 16 | low & 0xffff,
            low & 0xffff_0000 | Self::FLAGS | u32::from(stack),
            high,
            0,
        ])
    }
}

static IDT: Once<[Gate; VECTORS as usize]> = Once::new();

/// Loads the table.
pub(crate) fn init() {
    let entries = (&raw const trap_entries).addr() as u64;
    let table = IDT.call_once(|| {
        let mut table = [Gate([0; 4]); VECTORS as usize];
        let mut entry = entries;
        for (vector, gate) in table.iter_mut().enumerate() {
            let stack = if vector == usize::from(DOUBLE_FAULT) {
                gdt::DOUBLE_FAULT_STACK
            } else {
                0
            };
            *gate = Gate::new(entry, stack);
            entry += 16;
        }
        table
    });
    let pointer = DescriptorTablePointer {
        limit: VECTORS * 16 - 1,
        base: VirtAddr::from_ptr(table),
    };
    // SAFETY: every gate leads to an entry that keeps all registers and returns with `iretq`.
    unsafe { tables::lidt(&pointer) };
}

/// Called by trap.s with interrupts off.
extern "sysv64" fn trap(frame: &TrapFrame) {
    let vector = u8::try_from(frame.vector).unwrap_or(u8::MAX);
    match vector {
        BREAKPOINT => serial::emergency(format_args!("breakpoint at {:#x}\n", frame.rip)),
        0..32 => fault(vector, frame),
        pic::TIMER => {
            timer::tick();
            pic::end_of_interrupt();
        }
        pic::SERIAL => {
            serial::receive();
            pic::end_of_interrupt();
        }
        // All other lines are masked. What comes is spurious and is not to be acknowledged.
        _ => {}
    }
}

fn fault(vector: u8, frame: &TrapFrame) -> ! {
    let fault = Fault {
        vector,
        error_code: frame.error_code,
    };
    serial::emergency(format_args!(
        "\n{fault}\n{}{frame}",
        Address::of_fault(vector)
    ));
    qemu::exit(Outcome::Failure)
}

/// The address that could not be accessed, if the fault has one.
struct Address(Option<u64>);

impl Address {
    fn of_fault(vector: u8) -> Self {
        // A double fault has no address, but when it comes from a page fault, that one's is there.
        Self(matches!(vector, PAGE_FAULT | DOUBLE_FAULT).then(Cr2::read_raw))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(address) = self.0 else {
            return Ok(());
        };
        write!(f, "address {address:#018x}")?;
        if layout::guards().iter().any(|page| page.contains(&address)) {
            f.write_str(" in the guard page of a stack: stack overflow")?;
        }
        f.write_str("\n")
    }
}

impl fmt::Display for TrapFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error code {:#x}", self.error_code)?;
        writeln!(
            f,
            "rip {:#018x}  cs  {:#06x}  rflags {:#010x}\nrsp {:#018x}  ss  {:#06x}",
            self.rip, self.cs, self.rflags, self.rsp, self.ss
        )?;
        let registers = [
            ("rax", self.rax),
            ("rbx", self.rbx),
            ("rcx", self.rcx),
            ("rdx", self.rdx),
            ("rsi", self.rsi),
            ("rdi", self.rdi),
            ("rbp", self.rbp),
            ("r8 ", self.r8),
            ("r9 ", self.r9),
            ("r10", self.r10),
            ("r11", self.r11),
            ("r12", self.r12),
            ("r13", self.r13),
            ("r14", self.r14),
            ("r15", self.r15),
        ];
        for row in registers.chunks(3) {
            let [first, rest @ ..] = row else { continue };
            write!(f, "{} {:#018x}", first.0, first.1)?;
            for (name, value) in rest {
                write!(f, "  {name} {value:#018x}")?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}
