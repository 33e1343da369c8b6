//! Segments: what is left of them in long mode, and the stack for double faults.

#![expect(unsafe_code, reason = "selectors are loaded into registers")]

use spin::Once;
use x86_64::VirtAddr;
use x86_64::instructions::segmentation::{CS, SS, Segment};
use x86_64::instructions::tables;
use x86_64::structures::gdt::{Descriptor, GlobalDescriptorTable};
use x86_64::structures::tss::TaskStateSegment;

use crate::layout;

/// The entry of the interrupt stack table that double faults use, counted from 1.
pub(crate) const DOUBLE_FAULT_STACK: u8 = 1;

static TSS: Once<TaskStateSegment> = Once::new();
static GDT: Once<GlobalDescriptorTable> = Once::new();

/// Loads a table of its own and the task state segment that names the stack.
pub(crate) fn init() {
    let tss = TSS.call_once(|| {
        let mut tss = TaskStateSegment::new();
        tss.interrupt_stack_table[usize::from(DOUBLE_FAULT_STACK) - 1] =
            VirtAddr::new(layout::fault_stack_top());
        tss
    });
    let mut table = GlobalDescriptorTable::new();
    let code = table.append(Descriptor::kernel_code_segment());
    let data = table.append(Descriptor::kernel_data_segment());
    let task = table.append(Descriptor::tss_segment(tss));
    GDT.call_once(|| table).load();
    // SAFETY: the selectors are those of the table that has just been loaded and stays.
    unsafe {
        CS::set_reg(code);
        SS::set_reg(data);
        tables::load_tss(task);
    }
}
