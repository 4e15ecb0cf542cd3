//! Accepts connections, within limits, until the process is asked to end.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use super::answers::Snapshots;
use super::guard::Hosts;
use super::respond::Responder;
use super::stream::{CLIENT_WAIT_MAX, Held};
use super::timed::TimedStream;
use super::view::Language;

/// Connections that are open at once. If one more comes, the one that has been idle for longest is closed, so clients that
/// say nothing keep nobody out.
const CONNECTIONS_MAX: usize = 256;
/// Bytes of the first line and the headers of a request.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// The time for the head of a request, and between two requests.
const HEAD_SECONDS_MAX: u64 = 10;
/// The time that running requests have after the signal to end.
const END_MILLISECONDS_MAX: u64 = 700;
/// The pause after the system refused a connection, for example because too many files are open.
const REFUSED_PAUSE: Duration = Duration::from_millis(50);

/// A server that has an address and doesn't answer yet.
pub(crate) struct Server {
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) hosts: Hosts,
    /// The language of the pages; `None` for the one that the browser asks for.
    pub(crate) language: Option<Language>,
    /// The path below which all pages are: empty, or `/tin`.
    pub(crate) base: String,
}

/// Why the server can't run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("can't listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("can't start the server")]
    Start(#[source] io::Error),
}

impl Server {
    /// Listens on an address and answers requests until SIGTERM or Ctrl-C. Calls `ready` with the address, whose port may
    /// have been chosen by the system, before it answers the first request; if that returns false, it ends at once.
    pub(crate) fn run(self, address: SocketAddr, ready: impl FnOnce(SocketAddr) -> bool) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Start)?;
        let outcome = runtime.block_on(async {
            let listen = |source| ServeError::Listen { address, source };
            let stop = stop_signal().map_err(ServeError::Start)?;
            let listener = TcpListener::bind(address).await.map_err(listen)?;
            if !ready(listener.local_addr().map_err(listen)?) {
                return Ok(());
            }
            let graceful = Arc::new(GracefulShutdown::new());
            let Server { snapshots, hosts, language, base } = self;
            let responder = Arc::new(Responder::new(snapshots, hosts, language, base));
            let accepting = tokio::spawn(accept(listener, responder, Arc::clone(&graceful)));
            stop.await;
            accepting.abort();
            // The task drops its share of `graceful` when it ends.
            let _ = accepting.await;
            if let Some(graceful) = Arc::into_inner(graceful) {
                // What isn't done by then is cut off.
                let _ = tokio::time::timeout(Duration::from_millis(END_MILLISECONDS_MAX), graceful.shutdown()).await;
            }
            Ok(())
        });
        // A command that is still running only reads.
        runtime.shutdown_background();
        outcome
    }
}

/// Returns what becomes ready at the first signal to end.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(std::future::poll_fn(move |context| {
            match (terminate.poll_recv(context).is_ready(), interrupt.poll_recv(context).is_ready()) {
                (false, false) => std::task::Poll::Pending,
                _ => std::task::Poll::Ready(()),
            }
        }))
    }
    #[cfg(not(unix))]
    Ok(async {
        // If the signal can't be listened to, the process ends without it.
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// An open connection.
struct Connection {
    task: AbortHandle,
    /// Whether a request is being answered, or an answer is being sent.
    busy: Arc<AtomicBool>,
}

/// Marks a connection as busy until it is dropped.
struct Answering(Arc<AtomicBool>);

impl Answering {
    fn begin(busy: Arc<AtomicBool>) -> Answering {
        busy.store(true, Ordering::Relaxed);
        Answering(busy)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Accepts connections for ever.
pub(super) async fn accept(listener: TcpListener, responder: Arc<Responder>, graceful: Arc<GracefulShutdown>) {
    let mut open: VecDeque<Connection> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(REFUSED_PAUSE).await;
            continue;
        };
        open.retain(|connection| !connection.task.is_finished());
        if open.len() >= CONNECTIONS_MAX {
            let idle = open.iter().position(|connection| !connection.busy.load(Ordering::Relaxed));
            // If all are busy, the newcomer waits no longer than they need, and costs nothing meanwhile: it is turned away.
            let Some(connection) = idle.and_then(|at| open.remove(at)) else { continue };
            connection.task.abort();
        }
        open.extend(serve(stream, &responder, &graceful));
    }
}

/// Serves one connection in a task of its own; `None` if the client is gone already.
fn serve(stream: TcpStream, responder: &Arc<Responder>, graceful: &GracefulShutdown) -> Option<Connection> {
    let local = stream.local_addr().ok()?.ip();
    // Without it, small answers wait for the client's acknowledgement; that costs time only.
    let _ = stream.set_nodelay(true);
    let busy = Arc::new(AtomicBool::new(false));
    let (responder, flag) = (Arc::clone(responder), Arc::clone(&busy));
    let service = service_fn(move |request| {
        let (responder, flag) = (Arc::clone(&responder), Arc::clone(&flag));
        async move {
            let until_sent = Answering::begin(flag);
            let response = responder.respond(&request, local).await;
            Ok::<_, std::convert::Infallible>(response.map(|content| Held::new(content, until_sent)))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECONDS_MAX))
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(TimedStream::new(stream, CLIENT_WAIT_MAX)), service);
    let watched = graceful.watch(connection);
    let task = tokio::spawn(async move {
        // An error means that the client is gone, or didn't speak HTTP; hyper has answered that.
        let _ = watched.await;
    });
    Some(Connection { task: task.abort_handle(), busy })
}
