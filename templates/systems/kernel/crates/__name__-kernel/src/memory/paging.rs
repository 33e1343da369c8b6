//! Page tables: the rights of the image's parts, guard pages, and new pages.

#![expect(unsafe_code, reason = "page tables decide what every pointer means")]

use core::ops::Range;

use x86_64::registers::control::Cr3;
use x86_64::structures::paging::mapper::MapToError;
use x86_64::structures::paging::page::PageRangeInclusive;
use x86_64::structures::paging::{
    FrameAllocator, Mapper, OffsetPageTable, Page, PageTable, PageTableFlags, PhysFrame, Size2MiB,
    Size4KiB,
};
use x86_64::{PhysAddr, VirtAddr};

use super::{MAPPED, allocate_frame};
use crate::layout;

const LARGE_PAGE: u64 = 2 << 20;
const READ: PageTableFlags = PageTableFlags::PRESENT.union(PageTableFlags::NO_EXECUTE);
const READ_WRITE: PageTableFlags = READ.union(PageTableFlags::WRITABLE);
const READ_EXECUTE: PageTableFlags = PageTableFlags::PRESENT;

/// The page tables in use.
///
/// # Safety
///
/// Nobody else has them.
unsafe fn tables() -> OffsetPageTable<'static> {
    let (level_4, _) = Cr3::read();
    let table = level_4.start_address().as_u64() as *mut PageTable;
    // SAFETY: all memory that tables are made of is mapped where it is, and the caller has them
    // alone.
    unsafe { OffsetPageTable::new(&mut *table, VirtAddr::zero()) }
}

/// Nothing is both writable and executable; nothing is mapped at zero and below the stacks.
pub(super) fn init() {
    // SAFETY: called once, before `map`.
    let mut tables = unsafe { tables() };
    let image = layout::image();
    let text = layout::text();
    let rodata = layout::rodata();
    for page in pages(&(image.start..image.start + LARGE_PAGE)) {
        let address = page.start_address().as_u64();
        let flags = if text.contains(&address) {
            READ_EXECUTE
        } else if rodata.contains(&address) {
            READ
        } else {
            READ_WRITE
        };
        // SAFETY: code is not written to, constants neither, and data is not executed.
        unsafe { tables.update_flags(page, flags) }
            .expect("boot.s maps the image")
            .flush();
    }
    for page in layout::guards().iter().flat_map(pages) {
        let (_, flush) = tables.unmap(page).expect("boot.s maps the guard pages");
        flush.flush();
    }

    let first = Page::<Size2MiB>::containing_address(VirtAddr::zero());
    let (_, flush) = tables.unmap(first).expect("boot.s maps the first page");
    flush.flush();
    for address in (2 * LARGE_PAGE..MAPPED).step_by(2 << 20) {
        let page = Page::<Size2MiB>::containing_address(VirtAddr::new(address));
        // SAFETY: nothing is executed there.
        unsafe { tables.update_flags(page, READ_WRITE) }
            .expect("boot.s maps the first GiB")
            .flush();
    }
}

fn pages(range: &Range<u64>) -> PageRangeInclusive<Size4KiB> {
    Page::range_inclusive(
        Page::containing_address(VirtAddr::new(range.start)),
        Page::containing_address(VirtAddr::new(range.end - 1)),
    )
}

/// Maps fresh frames to a range of virtual addresses.
///
/// # Safety
///
/// Nobody else changes page tables in the meantime.
pub(super) unsafe fn map(range: &Range<u64>) -> Result<(), MapToError<Size4KiB>> {
    // SAFETY: as the caller promises.
    let mut tables = unsafe { tables() };
    for page in pages(range) {
        let frame = Frames.allocate_frame();
        let frame = frame.ok_or(MapToError::FrameAllocationFailed)?;
        // SAFETY: the frame is new. Only its own address would lead to it as well, and nobody
        // makes a reference of that.
        unsafe { tables.map_to(page, frame, READ_WRITE, &mut Frames) }?.flush();
    }
    Ok(())
}

/// The kernel's frames, for mapping: they are never given back.
struct Frames;

// SAFETY: every frame is handed out once.
unsafe impl FrameAllocator<Size4KiB> for Frames {
    fn allocate_frame(&mut self) -> Option<PhysFrame> {
        let frame = allocate_frame()?;
        Some(PhysFrame::containing_address(PhysAddr::new(
            frame.address(),
        )))
    }
}
