//! Keys come and go, and so does their issuer. Time passes as fast as the tests like.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::auth::{InvalidToken, Keys, VerifyError};
use crate::support::{Answer, Signer, Source};

/// Longer than the issuer is left alone.
const PAUSE: Duration = Duration::from_secs(6);

async fn is_good(keys: &Keys, signer: &Signer) -> bool {
    keys.verify(&signer.token()).await.is_ok()
}

async fn is_unknown(keys: &Keys, signer: &Signer) -> bool {
    let outcome = keys.verify(&signer.token()).await;
    matches!(outcome, Err(VerifyError::Invalid(InvalidToken::UnknownKey)))
}

async fn is_unavailable(keys: &Keys, signer: &Signer) -> bool {
    let outcome = keys.verify(&signer.token()).await;
    matches!(outcome, Err(VerifyError::Unavailable))
}

#[tokio::test(start_paused = true)]
async fn the_issuer_is_asked_once_and_then_every_few_minutes() {
    let signer = Signer::new("one");
    let source = Source::new(Answer::keys(&[signer.jwk()]));
    let keys = source.keys();
    for _ in 0..100 {
        assert!(is_good(&keys, &signer).await);
    }
    assert_eq!(source.asked(), 1);

    sleep(Duration::from_mins(31)).await;
    assert_eq!(source.asked(), 7);
}

#[tokio::test(start_paused = true)]
async fn keys_are_rotated() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let source = Source::new(Answer::keys(&[old.jwk()]));
    let keys = source.keys();
    assert!(is_good(&keys, &old).await && is_unknown(&keys, &new).await);

    source.set(Answer::keys(&[old.jwk(), new.jwk()]));
    sleep(PAUSE).await;
    assert!(is_good(&keys, &new).await && is_good(&keys, &old).await);
    assert_eq!(source.asked(), 2);

    source.set(Answer::keys(&[new.jwk()]));
    sleep(Duration::from_mins(6)).await;
    assert!(is_good(&keys, &new).await && is_unknown(&keys, &old).await);
}

#[tokio::test(start_paused = true)]
async fn what_is_known_of_a_token_goes_with_its_key() {
    let (old, new) = (Signer::new("one"), Signer::new("one"));
    let source = Source::new(Answer::keys(&[old.jwk()]));
    let (keys, token) = (source.keys(), old.token());
    for _ in 0..2 {
        assert!(keys.verify(&token).await.is_ok());
    }

    source.set(Answer::keys(&[new.jwk()]));
    sleep(Duration::from_mins(6)).await;
    let outcome = keys.verify(&token).await;
    let refused = matches!(outcome, Err(VerifyError::Invalid(_)));
    assert!(refused, "{outcome:?}");
    assert!(is_good(&keys, &new).await);
}

#[tokio::test(start_paused = true)]
async fn many_that_ask_for_a_new_key_at_once_are_one_question() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let source = Source::new(Answer::keys(&[old.jwk()]));
    let keys = source.keys();
    assert!(is_good(&keys, &old).await);

    source.set(Answer::keys(&[new.jwk()]));
    sleep(PAUSE).await;
    let mut requests = JoinSet::new();
    for _ in 0..64 {
        let (keys, token) = (keys.clone(), new.token());
        requests.spawn(async move { keys.verify(&token).await.is_ok() });
    }
    assert_eq!(requests.join_all().await, [true; 64]);
    assert_eq!(source.asked(), 2);
    sleep(PAUSE).await;
    assert_eq!(source.asked(), 2, "nobody has asked since");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_unknown_keys_does_not_reach_the_issuer() {
    let source = Source::new(Answer::keys(&[Signer::new("one").jwk()]));
    let (keys, stranger) = (source.keys(), Signer::new("nobody's"));
    let start = Instant::now();
    while start.elapsed() < Duration::from_mins(1) {
        assert!(is_unknown(&keys, &stranger).await);
        sleep(Duration::from_millis(50)).await;
    }
    assert!(source.asked() <= 13, "{}", source.asked());
}

#[tokio::test(start_paused = true)]
async fn while_the_issuer_is_silent_not_all_wait_for_unknown_keys_and_nobody_for_known_ones() {
    let (known, stranger) = (Signer::new("one"), Signer::new("nobody's"));
    let source = Source::new(Answer::keys(&[known.jwk()]));
    let keys = source.keys();
    assert!(is_good(&keys, &known).await);

    source.set(Answer::Silence);
    sleep(PAUSE).await;
    let (start, token) = (Instant::now(), stranger.token());
    let mut requests = JoinSet::new();
    for _ in 0..1000 {
        let (keys, token) = (keys.clone(), token.clone());
        requests.spawn(async move { keys.verify(&token).await });
    }
    for number in 1..=1000 {
        let outcome = requests.join_next().await.unwrap().unwrap();
        assert!(matches!(outcome, Err(VerifyError::Unavailable)), "{number}");
        // The others wait until the issuer is given up.
        if number == 900 {
            assert!(is_good(&keys, &known).await);
            assert_eq!(start.elapsed(), Duration::ZERO);
        }
    }
    assert_ne!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn who_leaves_takes_no_question_along() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let source = Source::new(Answer::keys(&[old.jwk()]));
    let keys = source.keys();
    assert!(is_good(&keys, &old).await);

    source.set(Answer::keys(&[new.jwk()]));
    sleep(PAUSE).await;
    let (left, token) = (keys.clone(), new.token());
    let left = tokio::spawn(async move { left.verify(&token).await.is_ok() });
    sleep(Duration::from_millis(50)).await;
    left.abort();
    assert!(is_good(&keys, &new).await);
    assert_eq!(source.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn known_keys_outlive_an_outage_of_their_issuer_for_an_hour() {
    let (known, unknown) = (Signer::new("known"), Signer::new("unknown"));
    let there = Answer::keys(&[known.jwk()]);
    let source = Source::new(there.clone());
    let keys = source.keys();
    assert!(is_good(&keys, &known).await && keys.are_there().await);

    source.set(Answer::Failure);
    sleep(Duration::from_mins(59)).await;
    assert!(is_good(&keys, &known).await && keys.are_there().await);
    assert!(is_unavailable(&keys, &unknown).await);
    sleep(Duration::from_mins(1)).await;
    assert!(is_unavailable(&keys, &known).await && !keys.are_there().await);

    source.set(there);
    sleep(PAUSE).await;
    assert!(is_good(&keys, &known).await && keys.are_there().await);
    assert!(is_unknown(&keys, &unknown).await);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_is_away_at_the_start_is_found_later() {
    let signer = Signer::new("one");
    let source = Source::new(Answer::Failure);
    let keys = source.keys();
    assert!(!keys.are_there().await && is_unavailable(&keys, &signer).await);

    source.set(Answer::keys(&[signer.jwk()]));
    sleep(PAUSE).await;
    assert!(keys.are_there().await && is_good(&keys, &signer).await);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_says_nothing_is_not_waited_for() {
    let source = Source::new(Answer::Silence);
    let (keys, start) = (source.keys(), Instant::now());
    assert!(is_unavailable(&keys, &Signer::new("one")).await);
    assert!(start.elapsed() < PAUSE, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_keys_is_none() {
    let signer = Signer::new("one");
    let source = Source::new(Answer::keys(&[signer.jwk()]));
    let keys = source.keys();
    assert!(is_good(&keys, &signer).await);
    for text in ["", "<html>", r#"{ "keys": 7 }"#, r#"{ "keys": [] }"#] {
        source.set(Answer::Text(text.to_owned()));
        sleep(Duration::from_mins(6)).await;
        assert!(is_good(&keys, &signer).await, "{text}");
    }
}
