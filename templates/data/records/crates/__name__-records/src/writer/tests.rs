use super::*;

#[derive(Debug, PartialEq)]
enum Event {
    Write(u64, Vec<u8>),
    Flush,
}

/// Notes what is asked of it.
#[derive(Default)]
struct Recorder {
    position: u64,
    events: Vec<Event>,
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let event = Event::Write(self.position, bytes.to_owned());
        self.events.push(event);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Recorder {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(position) = to else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        self.position = position;
        Ok(position)
    }
}

impl Storage for Recorder {
    fn flush_to_storage(&mut self) -> io::Result<()> {
        self.events.push(Event::Flush);
        Ok(())
    }
}

#[test]
fn a_block_is_stored_before_its_commit_record_and_that_before_it_is_acknowledged() {
    let mut file = Recorder::default();
    let commit = Commit::EMPTY.and_block(96, 1);
    store(&mut file, &[7; 96], 48, commit).unwrap();
    assert_eq!(
        file.events,
        [
            Event::Write(48, vec![7; 96]),
            Event::Flush,
            Event::Write(16, commit.encode().to_vec()),
            Event::Flush,
        ]
    );
}
