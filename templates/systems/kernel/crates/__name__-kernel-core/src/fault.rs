//! What the processor says about an exception, in words.
//!
//! Intel, "64 and IA-32 Architectures Software Developer's Manual", volume 3, chapter 6
//! ("Interrupt and Exception Handling"): table 6-1 for the vectors, section 6.13 for error codes,
//! section 4.7 for those of page faults.

use core::fmt;

/// Mnemonic and name by vector.
const EXCEPTIONS: [(&str, &str); 32] = {
    let mut names = [("", "reserved exception"); 32];
    names[0] = ("#DE", "divide error");
    names[1] = ("#DB", "debug exception");
    names[2] = ("NMI", "non-maskable interrupt");
    names[3] = ("#BP", "breakpoint");
    names[4] = ("#OF", "overflow");
    names[5] = ("#BR", "bound range exceeded");
    names[6] = ("#UD", "invalid opcode");
    names[7] = ("#NM", "device not available");
    names[8] = ("#DF", "double fault");
    names[10] = ("#TS", "invalid TSS");
    names[11] = ("#NP", "segment not present");
    names[12] = ("#SS", "stack-segment fault");
    names[13] = ("#GP", "general protection fault");
    names[14] = ("#PF", "page fault");
    names[16] = ("#MF", "x87 floating-point error");
    names[17] = ("#AC", "alignment check");
    names[18] = ("#MC", "machine check");
    names[19] = ("#XM", "SIMD floating-point exception");
    names[20] = ("#VE", "virtualization exception");
    names[21] = ("#CP", "control protection exception");
    names
};

/// Whether the processor pushes an error code for this vector.
pub const fn has_error_code(vector: u8) -> bool {
    matches!(vector, 8 | 10..=14 | 17 | 21)
}

/// An exception; displayed as one line without its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Which exception, 0 to 31.
    pub vector: u8,
    /// What the processor pushed with it, or 0.
    pub error_code: u64,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mnemonic, name) = EXCEPTIONS
            .get(usize::from(self.vector))
            .unwrap_or(&("", "interrupt"));
        write!(f, "{name} (vector {}", self.vector)?;
        if !mnemonic.is_empty() {
            write!(f, ", {mnemonic}")?;
        }
        f.write_str(")")?;
        match self.vector {
            14 => write_page_fault(f, self.error_code),
            10..=13 => write_selector(f, self.error_code),
            _ => Ok(()),
        }
    }
}

fn write_page_fault(f: &mut fmt::Formatter<'_>, code: u64) -> fmt::Result {
    let bit = |position: u32| code >> position & 1 == 1;
    let access = match (bit(4), bit(1)) {
        (true, _) => "instruction fetch",
        (false, true) => "write",
        (false, false) => "read",
    };
    let mode = if bit(2) { "user" } else { "supervisor" };
    let cause = match (bit(0), bit(3)) {
        (false, _) => "page not present",
        (true, true) => "reserved bit set in a page table",
        (true, false) => "page protection",
    };
    write!(f, ": {access} in {mode} mode, {cause}")?;
    for (position, cause) in [(5, "protection key"), (6, "shadow stack"), (15, "SGX")] {
        if bit(position) {
            write!(f, ", {cause}")?;
        }
    }
    Ok(())
}

fn write_selector(f: &mut fmt::Formatter<'_>, code: u64) -> fmt::Result {
    if code == 0 {
        return Ok(());
    }
    let table = match code >> 1 & 0b11 {
        0b00 => "GDT",
        0b10 => "LDT",
        _ => "IDT",
    };
    write!(f, ": entry {} of the {table}", code >> 3 & 0x1fff)?;
    if code & 1 == 1 {
        f.write_str(", while delivering another event")?;
    }
    Ok(())
}
