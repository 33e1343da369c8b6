//! What the loader tells: the memory map.
//!
//! Xen, "public/arch-x86/hvm/start_info.h"; the memory map is there since version 1.

#![expect(
    unsafe_code,
    reason = "the structures lie at addresses that the loader passes"
)]

use core::ops::Range;
use core::slice;

/// `struct hvm_start_info`.
#[repr(C)]
struct StartInfo {
    magic: u32,
    version: u32,
    flags: u32,
    module_count: u32,
    modules: u64,
    command_line: u64,
    rsdp: u64,
    memory_map: u64,
    memory_map_entries: u32,
    reserved: u32,
}

/// `struct hvm_memmap_table_entry`.
#[repr(C)]
struct MemoryMapEntry {
    address: u64,
    size: u64,
    kind: u32,
    reserved: u32,
}

/// "xEn3", the first letter with its highest bit set.
const MAGIC: u32 = 0x336e_c578;
/// The kind of an entry that is memory.
const RAM: u32 = 1;

/// The physical addresses of all memory.
///
/// # Panics
///
/// The loader is not one of PVH, or tells of no memory map.
///
/// # Safety
///
/// `start_info` is the address that a PVH loader has passed. What lies there and what it points to
/// is mapped where it is and not overwritten while the result is used.
pub(crate) unsafe fn usable_memory(start_info: u64) -> impl Iterator<Item = Range<u64>> {
    // SAFETY: the loader has put a start info there; its first two fields have been in it always.
    let (magic, version) = unsafe {
        let info = start_info as *const StartInfo;
        ((*info).magic, (*info).version)
    };
    assert!(
        magic == MAGIC && version >= 1,
        "no PVH start info of version 1 or later at {start_info:#x}"
    );
    // SAFETY: since version 1 it is this long.
    let info = unsafe { &*(start_info as *const StartInfo) };
    assert!(
        info.memory_map != 0 && info.memory_map_entries > 0,
        "no memory map in the PVH start info at {start_info:#x}"
    );
    // SAFETY: the loader has put so many entries there.
    let entries = unsafe {
        slice::from_raw_parts(
            info.memory_map as *const MemoryMapEntry,
            info.memory_map_entries as usize,
        )
    };
    entries
        .iter()
        .filter(|entry| entry.kind == RAM)
        .map(|entry| entry.address..entry.address.saturating_add(entry.size))
}
