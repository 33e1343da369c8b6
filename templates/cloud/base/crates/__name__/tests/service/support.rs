//! Starts the service and talks to it.

use std::env;
use std::net::SocketAddr;
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::access;
use crate::database::Database;

/// Longer than anything takes that the service does in these tests, on the slowest machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A folder for the files of a service, and a database for its data.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) database: Database,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            database: Database::new(),
        }
    }

    /// A command that runs here, and knows nothing of where the tests run.
    #[expect(
        clippy::disallowed_methods,
        reason = "without it what measures coverage would write into this folder"
    )]
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        const PROFILE: &str = "LLVM_PROFILE_FILE";
        let mut command = Command::new(env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME"))));
        command
            .args(arguments)
            .env_clear()
            .envs(env::var_os(PROFILE).map(|file| (PROFILE, file)))
            .current_dir(self.folder.path())
            .kill_on_drop(true);
        command.env(variable("database.url"), self.database.url());
        command
    }

    /// The outcome of a command that ends by itself.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().await.unwrap()
    }

    /// A command that starts the service in production, on a free port.
    pub(crate) fn start_command(&self, settings: &[&str]) -> Command {
        let mut command = self.command(&["--set", "server.port=0"]);
        command.args(settings.iter().flat_map(|setting| ["--set", setting]));
        command
            .env(variable("environment"), "production")
            .envs(access::variables());
        command
    }

    pub(crate) async fn start(&self, settings: &[&str]) -> Service {
        Service::start(self.start_command(settings)).await
    }
}

/// The environment variable for a setting.
pub(crate) fn variable(key: &str) -> String {
    let name = env!("CARGO_PKG_NAME").replace('-', "_");
    format!("{name}__{}", key.replace('.', "__")).to_uppercase()
}

/// A service that logs as JSON.
pub(crate) struct Service {
    process: Child,
    lines: UnboundedReceiver<String>,
    log: String,
    pub(crate) address: SocketAddr,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Service {
    /// Runs the command until it says where it listens.
    pub(crate) async fn start(command: Command) -> Self {
        let mut service = Self::starting(command);
        let listening = service.logged("listening").await;
        service.address = listening["fields"]["address"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        service
    }

    /// Runs the command, which may not listen yet.
    pub(crate) fn starting(mut command: Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, lines) = unbounded_channel();
        // Somebody has to read, or the service would wait for the pipe to drain.
        tokio::spawn(async move {
            while let Ok(Some(line)) = output.next_line().await {
                let _ = sender.send(line);
            }
        });

        Self {
            process,
            lines,
            log: String::new(),
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
        }
    }

    /// Waits until the message is logged, and answers the whole event.
    pub(crate) async fn logged(&mut self, message: &str) -> Value {
        match timeout(PATIENCE, self.next_event(message)).await {
            Ok(Some(event)) => event,
            _ => panic!("`{message}` was not logged:\n{}", self.log),
        }
    }

    async fn next_event(&mut self, message: &str) -> Option<Value> {
        loop {
            let line = self.next_line().await?;
            let event: Value = serde_json::from_str(&line).unwrap_or_default();
            if event["fields"]["message"] == message {
                return Some(event);
            }
        }
    }

    async fn next_line(&mut self) -> Option<String> {
        let line = self.lines.recv().await?;
        self.log.push_str(&line);
        self.log.push('\n');
        Some(line)
    }

    /// Sends a request to a path.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let uri = format!("http://{}{}", self.address, parts.uri);
        parts.uri = uri.parse().unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let answer = client
            .request(Request::from_parts(parts, body))
            .await
            .unwrap();

        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// Tells it to stop, as an orchestrator does.
    pub(crate) fn terminate(&self) {
        let pid = Pid::from_raw(self.process.id().unwrap().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }

    /// Waits until it has stopped, and answers how, and all that it logged.
    pub(crate) async fn stopped(mut self) -> (ExitStatus, String) {
        let Ok(status) = timeout(PATIENCE, self.process.wait()).await else {
            panic!("it does not stop:\n{}", self.log);
        };
        while self.next_line().await.is_some() {}
        (status.unwrap(), self.log)
    }
}
