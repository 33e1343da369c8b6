//! Chats: what is a step, and when one is played to its end.

use kernel_runner::{Chat, ChatError, InvalidChat, Outcome};

fn chat(text: &str) -> Chat {
    text.parse().expect("it is a chat")
}

/// Plays against an output that was written beforehand; returns what was typed.
fn play(chat: &Chat, output: &str) -> (Result<(), ChatError>, Vec<u8>) {
    let (mut typed, mut transcript) = (Vec::new(), Vec::new());
    let result = chat.play(output.as_bytes(), &mut typed, &mut transcript);
    if result.is_ok() {
        assert_eq!(transcript, output.as_bytes());
    }
    (result, typed)
}

#[test]
fn steps_are_played_in_order() {
    let chat = chat("# a comment\n\nexpect > \nsend mem\nexpect free\nsend \\x1b[A\\x03\n");
    let (result, typed) = play(&chat, "up\n> 3 frames free\n");
    assert!(result.is_ok());
    assert_eq!(typed, b"mem\r\x1b[A\x03\r");
    assert_eq!(chat.outcome(), Outcome::Success);
}

#[test]
fn a_text_is_expected_after_the_one_before() {
    let chat = chat("expect two\nexpect one\n");
    let (result, _) = play(&chat, "one two");
    assert!(matches!(result, Err(ChatError::Unanswered(text)) if text == "one"));
}

#[test]
fn an_outcome_can_be_failure() {
    assert_eq!(chat("outcome failure\n").outcome(), Outcome::Failure);
}

#[test]
fn a_line_that_is_no_step_is_named() {
    let invalid = |text: &str| text.parse::<Chat>().expect_err("it is no chat").line;
    assert_eq!(invalid("send a\nrecv b\n"), 2);
    assert_eq!(invalid("expect \n"), 1);
    assert_eq!(invalid("send \\x1\n"), 1);
    assert_eq!(invalid("outcome unknown\n"), 1);
    assert_eq!(
        InvalidChat { line: 2 }.to_string(),
        "line 2 is no step of a chat"
    );
}
