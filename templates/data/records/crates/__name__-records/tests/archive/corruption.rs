//! Files with wrong bytes in them, exhaustively: refused or harmless, never wrong.

use std::fs;

use crate::records::{Archive, Damage, Error, Trade, Writer};
use crate::support::{HEAD, HEADER, bytes_of, crc32, place, read_all, reseal_block, seal, trades};

/// Each bit, all bits, and the two halves.
const FLIPS: [u8; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 0xFF, 0x0F, 0xF0];

fn three_blocks() -> (Vec<u8>, Vec<Trade>) {
    let blocks = [trades(0..2), trades(2..6), trades(6..7)];
    (
        bytes_of(&blocks.each_ref().map(Vec::as_slice)),
        trades(0..7),
    )
}

#[test]
fn a_changed_byte_is_refused_or_harmless() {
    let (bytes, expected) = three_blocks();
    let (_folder, path) = place();
    let mut refused = 0;
    for at in 0..bytes.len() {
        for flip in FLIPS {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            fs::write(&path, changed).unwrap();
            match read_all(&path) {
                Ok(found) => assert_eq!(found, expected, "byte {at} ^ {flip:#x}"),
                Err(_) => refused += 1,
            }
        }
    }
    // Only the 32 bytes of the commit record can be done without.
    assert_eq!(refused, (bytes.len() - 32) * FLIPS.len());
}

#[test]
fn a_writer_repairs_the_commit_record_and_leaves_other_damage_alone() {
    let (bytes, expected) = three_blocks();
    let (_folder, path) = place();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        fs::write(&path, &changed).unwrap();
        let opened = Writer::open(&path).map(drop);
        let after = fs::read(&path).unwrap();
        if (16..48).contains(&at) {
            opened.unwrap();
            assert_eq!(after, bytes);
            assert_eq!(read_all(&path).unwrap(), expected);
        } else {
            opened.unwrap_err();
            assert_eq!(after, changed, "byte {at}");
        }
    }
}

#[test]
fn a_file_cut_short_is_refused_and_left_alone() {
    let (bytes, _) = three_blocks();
    let (_folder, path) = place();
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        let error = read_all(&path).unwrap_err();
        assert!(
            matches!(error, Error::Truncated { length: found, .. } if found == length as u64),
            "{length}: {error:?}"
        );
        Writer::open(&path).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), &bytes[..length]);
    }
}

#[test]
fn two_faults_are_not_taken_for_one() {
    let (bytes, _) = three_blocks();
    let (_folder, path) = place();
    let mut torn = bytes.clone();
    torn[HEADER - 1] ^= 1;
    // Without the commit record, a file that does not end with a whole block cannot be vouched for.
    for length in HEADER..bytes.len() {
        fs::write(&path, &torn[..length]).unwrap();
        match read_all(&path) {
            Ok(found) => assert!(block_ends(&bytes).contains(&length), "{length}: {found:?}"),
            Err(error) => assert!(matches!(error, Error::Damaged { .. }), "{error:?}"),
        }
    }
    torn.extend([0; 16]);
    fs::write(&path, torn).unwrap();
    assert!(matches!(
        read_all(&path),
        Err(Error::Damaged { offset, source: Damage::Incomplete, .. }) if offset == bytes.len() as u64
    ));
}

fn block_ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = vec![HEADER];
    while let Some(head) = bytes
        .get(ends[ends.len() - 1]..)
        .filter(|rest| !rest.is_empty())
    {
        let length = u32::from_le_bytes(head[16..20].try_into().unwrap()) as usize;
        ends.push(ends[ends.len() - 1] + HEAD + length.next_multiple_of(16));
    }
    ends
}

#[test]
fn blocks_that_change_places_are_refused() {
    let mut bytes = bytes_of(&[&trades(0..4), &trades(4..8)]);
    let block = (bytes.len() - HEADER) / 2;
    bytes[HEADER..].rotate_left(block);
    let (_folder, path) = place();
    fs::write(&path, bytes).unwrap();
    let error = read_all(&path).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Damaged {
                offset: 48,
                source: Damage::Order,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_commit_record_for_other_blocks_is_refused() {
    let (bytes, _) = three_blocks();
    for (at, value) in [(16, 0_u64), (16, 49), (16, u64::MAX), (24, 2), (32, 8)] {
        let mut forged = bytes.clone();
        forged[at..at + 8].copy_from_slice(&value.to_le_bytes());
        seal(&mut forged[16..48]);
        let (_folder, path) = place();
        fs::write(&path, forged).unwrap();
        read_all(&path).unwrap_err();
    }
}

/// Checksums do not keep out whoever can compute them: validation has to.
#[test]
fn a_changed_byte_with_matching_checksums_is_refused_or_well_formed() {
    let bytes = bytes_of(&[&trades(0..8)]);
    let (_folder, path) = place();
    let mut refused = 0;
    for at in HEADER..bytes.len() {
        for flip in FLIPS {
            let mut forged = bytes.clone();
            forged[at] ^= flip;
            reseal_block(&mut forged);
            fs::write(&path, forged).unwrap();
            match read_all(&path) {
                Ok(found) => assert_eq!(found.len(), 8),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 0);
}

#[test]
fn what_is_no_trade_is_refused_though_its_checksum_matches() {
    let bytes = bytes_of(&[&trades(1..2)]);
    let record = HEADER + HEAD;
    // An enum without such a variant, and a symbol that is not UTF-8.
    for (at, value) in [(record + 44, 7), (record + 32, 0xC3)] {
        let mut forged = bytes.clone();
        forged[at] = value;
        reseal_block(&mut forged);
        let (_folder, path) = place();
        fs::write(&path, forged).unwrap();
        let error = Archive::open(&path).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Damaged {
                    offset: 48,
                    source: Damage::Invalid(_),
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn a_count_that_is_not_that_of_the_trades_is_refused() {
    let mut forged = bytes_of(&[&trades(0..3)]);
    forged[HEADER + 20] = 4;
    reseal_block(&mut forged);
    let (_folder, path) = place();
    fs::write(&path, forged).unwrap();
    let error = Archive::open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Damaged {
                source: Damage::Count {
                    expected: 4,
                    found: 3
                },
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn the_checksum_of_these_tests_is_crc_32() {
    // The check value of the catalogue of parametrised CRC algorithms.
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
}
