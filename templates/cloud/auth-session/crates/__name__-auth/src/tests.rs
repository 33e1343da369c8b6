//! Accounts in memory, with passwords that are truly hashed.

use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::hasher::NOBODY;
use crate::testing::MemoryRepository;
use crate::{
    AccountRepository, Accounts, Caller, Error, Name, Password, PasswordHash, Permission, Role,
    Rules, Session, Token,
};

const RIGHT: &str = "correct horse battery staple";
const WRONG: &str = "correct horse battery stable";
const HOUR: Duration = Duration::from_hours(1);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text.into()).unwrap()
}

fn accounts_of(repository: &MemoryRepository) -> Accounts {
    let rules = Rules {
        registration_open: true,
        session_lifetime: HOUR,
    };
    Accounts::new(repository.clone(), rules)
}

/// With an account that is called ada.
async fn with_ada() -> Accounts {
    let accounts = accounts_of(&MemoryRepository::default());
    let made = accounts.register(name("ada"), password(RIGHT), Role::Editor);
    made.await.unwrap();
    accounts
}

async fn log_in(accounts: &Accounts, who: &str, text: &str) -> Result<(Token, Caller), Error> {
    accounts.log_in(&name(who), text.into(), None).await
}

async fn is_refused(accounts: &Accounts, who: &str, text: &str) -> bool {
    matches!(
        log_in(accounts, who, text).await,
        Err(Error::WrongCredentials)
    )
}

#[test]
fn names_are_short_and_of_few_characters() {
    for good in ["a", "ada", "0.9_-", &"x".repeat(64)] {
        assert_eq!(name(good).as_str(), good);
    }
    for bad in [
        "",
        "Ada",
        "ada lovelace",
        "ada\n",
        "adä",
        "a/b",
        &"x".repeat(65),
    ] {
        assert!(bad.parse::<Name>().is_err(), "{bad:?}");
    }
}

#[test]
fn passwords_are_long_and_of_any_characters() {
    for good in [&"x".repeat(15), &"ä".repeat(15), &" ".repeat(128)] {
        assert!(Password::new(good.as_str().into()).is_ok(), "{good:?}");
    }
    for bad in ["", &"x".repeat(14), &"x".repeat(129)] {
        assert!(Password::new(bad.into()).is_err(), "{bad:?}");
    }
}

#[tokio::test]
async fn who_knows_the_password_has_a_session() {
    let accounts = with_ada().await;
    let (token, logged_in) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let caller = accounts.caller(&token).await.unwrap().unwrap();
    assert_eq!(caller, logged_in);
    assert_eq!(caller.subject(), "ada");
    assert_eq!(caller.roles(), [Role::Editor]);
    assert!(caller.may(Permission::Write));

    let guessed = Token::from("guessed".to_owned());
    assert_eq!(accounts.caller(&guessed).await.unwrap(), None);
}

#[tokio::test]
async fn whoever_does_not_is_told_the_same_whether_or_not_there_is_an_account() {
    let accounts = with_ada().await;
    for (who, text) in [("ada", WRONG), ("ada", ""), ("eve", RIGHT)] {
        assert!(is_refused(&accounts, who, text).await, "{who} {text}");
    }
}

#[tokio::test]
async fn a_name_is_one_accounts_alone() {
    let accounts = with_ada().await;
    let again = accounts.register(name("ada"), password(WRONG), Role::Viewer);
    assert!(matches!(again.await, Err(Error::NameTaken)));
    assert!(log_in(&accounts, "ada", RIGHT).await.is_ok());
}

#[tokio::test]
async fn another_role_counts_at_once() {
    let accounts = with_ada().await;
    let (token, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    accounts.set_role(&name("ada"), Role::Viewer).await.unwrap();
    let caller = accounts.caller(&token).await.unwrap().unwrap();
    assert_eq!(caller.roles(), [Role::Viewer]);

    let nobody = accounts.set_role(&name("eve"), Role::Editor).await;
    assert!(matches!(nobody, Err(Error::NoSuchAccount)), "{nobody:?}");
}

#[tokio::test]
async fn another_password_ends_every_session() {
    let accounts = with_ada().await;
    let made = accounts.register(name("eve"), password(RIGHT), Role::Viewer);
    made.await.unwrap();
    let (desk, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let (phone, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let (eves, _) = log_in(&accounts, "eve", RIGHT).await.unwrap();

    let ada = name("ada");
    let changed = accounts.set_password(&ada, password(WRONG)).await;
    changed.unwrap();
    for token in [&desk, &phone] {
        assert_eq!(accounts.caller(token).await.unwrap(), None);
    }
    assert!(accounts.caller(&eves).await.unwrap().is_some());
    assert!(is_refused(&accounts, "ada", RIGHT).await);
    assert!(log_in(&accounts, "ada", WRONG).await.is_ok());

    let nobody = accounts.set_password(&name("bob"), password(RIGHT)).await;
    assert!(matches!(nobody, Err(Error::NoSuchAccount)), "{nobody:?}");
}

#[tokio::test]
async fn a_log_in_that_is_under_way_does_not_outlive_the_password() {
    let repository = MemoryRepository::default();
    let accounts = accounts_of(&repository);
    let made = accounts.register(name("ada"), password(RIGHT), Role::Editor);
    made.await.unwrap();
    let (ada, other) = (name("ada"), PasswordHash::new("no hash".to_owned()));

    let (outcome, changed) = tokio::join!(log_in(&accounts, "ada", RIGHT), async {
        // Until the old one has been read: it is being verified then.
        yield_now().await;
        repository.set_password(&ada, &other).await
    });
    assert!(changed.unwrap());
    assert!(
        matches!(outcome, Err(Error::WrongCredentials)),
        "{outcome:?}"
    );
    assert_eq!(repository.sessions(), 0);
}

#[tokio::test]
async fn each_log_in_has_a_token_of_its_own_and_ends_the_session_that_it_replaces() {
    let accounts = with_ada().await;
    let (desk, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let (phone, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    assert_ne!(desk.expose(), phone.expose());

    let ada = name("ada");
    let again = accounts.log_in(&ada, RIGHT.into(), Some(&desk)).await;
    let (again, _) = again.unwrap();
    assert_eq!(accounts.caller(&desk).await.unwrap(), None);
    for token in [&phone, &again] {
        assert!(accounts.caller(token).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn whoever_logs_out_ends_one_session() {
    let accounts = with_ada().await;
    let (desk, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let (phone, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    accounts.log_out(&desk).await.unwrap();
    accounts.log_out(&desk).await.unwrap();
    assert_eq!(accounts.caller(&desk).await.unwrap(), None);
    assert!(accounts.caller(&phone).await.unwrap().is_some());
}

#[tokio::test]
async fn sessions_end_and_are_forgotten() {
    let repository = MemoryRepository::default();
    let accounts = accounts_of(&repository);
    let made = accounts.register(name("ada"), password(RIGHT), Role::Viewer);
    made.await.unwrap();
    let account = repository.find(&name("ada")).await.unwrap().unwrap();
    let begin = async |ago: Duration| {
        let token = Token::random().unwrap();
        // An id of version 7 begins with 48 bits of milliseconds.
        let began = Uuid::now_v7().as_u128() - (ago.as_millis() << 80);
        let session = Session {
            token: token.digest(),
            account: account.id,
            began: Uuid::from_u128(began),
            known_from: Uuid::nil(),
        };
        let kept = repository.begin(&session, &account.password, None).await;
        assert!(kept.unwrap());
        token
    };
    let young = begin(Duration::from_mins(59)).await;
    let old = begin(HOUR + Duration::from_secs(1)).await;
    assert!(accounts.caller(&young).await.unwrap().is_some());
    assert_eq!(accounts.caller(&old).await.unwrap(), None);
    assert_eq!(repository.sessions(), 2);

    log_in(&accounts, "ada", RIGHT).await.unwrap();
    assert_eq!(repository.sessions(), 2, "the old one is forgotten");
    assert!(accounts.caller(&young).await.unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn whoever_guesses_has_to_wait() {
    let accounts = with_ada().await;
    for who in ["ada", "eve"] {
        for _ in 0..5 {
            assert!(is_refused(&accounts, who, WRONG).await);
        }
        // The right password, too: otherwise it could be guessed at this pace.
        let next = log_in(&accounts, who, RIGHT).await;
        let Err(Error::TooManyAttempts { wait }) = next else {
            panic!("{next:?}");
        };
        assert!(wait <= Duration::from_secs(30), "{wait:?}");
        sleep(wait).await;
        assert!(is_refused(&accounts, who, WRONG).await);
        let next = log_in(&accounts, who, RIGHT).await;
        assert!(matches!(next, Err(Error::TooManyAttempts { .. })));
    }

    sleep(Duration::from_mins(3)).await;
    for _ in 0..4 {
        assert!(is_refused(&accounts, "ada", WRONG).await);
    }
    assert!(log_in(&accounts, "ada", RIGHT).await.is_ok());
    for _ in 0..5 {
        assert!(
            is_refused(&accounts, "ada", WRONG).await,
            "it is counted anew"
        );
    }
}

#[tokio::test]
async fn where_too_many_wait_the_next_is_told_so() {
    let accounts = with_ada().await;
    let mut attempts = JoinSet::new();
    // More than any machine has cores, with all that may wait.
    for number in 0..3_000 {
        let accounts = accounts.clone();
        attempts.spawn(async move { log_in(&accounts, &format!("u{number}"), WRONG).await });
    }
    let outcomes = attempts.join_all().await;
    let busy = |outcome: &&Result<_, Error>| matches!(outcome, Err(Error::Busy));
    let refused = outcomes.iter().filter(busy).count();
    assert!((1..outcomes.len()).contains(&refused), "{refused}");
    assert!(log_in(&accounts, "ada", RIGHT).await.is_ok());
}

#[tokio::test]
async fn an_attempt_goes_on_when_its_client_goes_away() {
    let accounts = with_ada().await;
    // More than any machine lets wait.
    for number in 0..1_000 {
        let somebody = name(&format!("u{number}"));
        let attempt = accounts.log_in(&somebody, WRONG.into(), None);
        if let Ok(outcome) = timeout(Duration::ZERO, attempt).await {
            assert!(matches!(outcome, Err(Error::Busy)), "{outcome:?}");
            return;
        }
    }
    panic!("whoever goes away leaves room");
}

#[tokio::test]
async fn accounts_are_made_one_by_one() {
    let accounts = accounts_of(&MemoryRepository::default());
    let (first, second) = tokio::join!(
        accounts.register(name("ada"), password(RIGHT), Role::Viewer),
        accounts.register(name("eve"), password(RIGHT), Role::Viewer),
    );
    assert!(
        first.is_ok() && matches!(second, Err(Error::Busy)),
        "{second:?}"
    );
    assert!(log_in(&accounts, "ada", RIGHT).await.is_ok());
}

#[tokio::test]
async fn a_hash_that_cannot_be_read_is_no_wrong_password() {
    let repository = MemoryRepository::default();
    repository.logged_in("ada", Role::Viewer);
    let outcome = log_in(&accounts_of(&repository), "ada", RIGHT).await;
    assert!(matches!(outcome, Err(Error::Corrupt(_))), "{outcome:?}");
}

#[test]
fn where_there_is_no_account_a_hash_takes_as_long() {
    let nobody = phc::PasswordHash::new(NOBODY).unwrap();
    let others: phc::PasswordHash = Argon2::default().hash_password(RIGHT.as_bytes()).unwrap();
    assert_eq!(nobody.algorithm, others.algorithm);
    assert_eq!(nobody.version, others.version);
    assert_eq!(nobody.params, others.params);
    let lengths = |hash: &phc::PasswordHash| (hash.salt.unwrap().len(), hash.hash.unwrap().len());
    assert_eq!(lengths(&nobody), lengths(&others));
}

#[tokio::test]
async fn what_is_kept_tells_neither_password_nor_token() {
    let repository = MemoryRepository::default();
    let accounts = accounts_of(&repository);
    for who in ["ada", "eve"] {
        let made = accounts.register(name(who), password(RIGHT), Role::Viewer);
        made.await.unwrap();
    }
    let (token, _) = log_in(&accounts, "ada", RIGHT).await.unwrap();
    let hash_of = async |who| {
        let account = repository.find(&name(who)).await.unwrap().unwrap();
        account.password.as_str().to_owned()
    };
    let (ada, eve) = (hash_of("ada").await, hash_of("eve").await);
    assert!(ada.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ada}");
    assert_ne!(ada, eve, "each has a salt of its own");

    let shown = format!(
        "{repository:?} {accounts:?} {token:?} {:?}",
        password(RIGHT)
    );
    for secret in [RIGHT, token.expose(), &ada] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
