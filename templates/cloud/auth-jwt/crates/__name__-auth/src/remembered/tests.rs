use super::*;
use crate::Role;

fn caller(subject: &str) -> Caller {
    Caller::new(subject.to_owned(), vec![Role::Viewer])
}

#[test]
fn a_token_is_known_until_it_expires() {
    let (remembered, now) = (Remembered::new(), get_current_timestamp());
    remembered.note("good", &caller("ada"), now + 60);
    remembered.note("expired", &caller("ada"), now - 1);
    assert_eq!(remembered.caller("good"), Some(caller("ada")));
    assert_eq!(remembered.caller("expired"), None);
    assert_eq!(remembered.caller("goods"), None);
}

#[test]
fn there_is_an_end_to_what_is_remembered() {
    let (remembered, until) = (Remembered::new(), get_current_timestamp() + 60);
    for number in 0..3 * CAPACITY {
        remembered.note(&number.to_string(), &caller("ada"), until);
    }
    assert!(remembered.0.len() <= CAPACITY, "{}", remembered.0.len());
}
