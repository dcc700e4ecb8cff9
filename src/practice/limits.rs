//! What one client, one address and all together may take of the server: sessions, time, memory.
//! Who floods it is slowed down or sent away, and nobody else notices.

use cpu_time::ThreadTime;
use std::collections::HashMap;
use std::mem;
use std::net::{IpAddr, Ipv6Addr};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Sessions at one time: a large class, twice.
pub const MAX_SESSIONS: usize = 2000;
/// Those of them from one address, unless it is said: a large class behind one router, and room for
/// others beside it.
pub const MAX_PER_ADDRESS: usize = 1500;

/// Lets the program have a socket for each session: systems often allow 1024 files or fewer, and more
/// if it asks. Returns how many sessions there is room for.
pub fn raise_open_files() -> usize {
    open_files().saturating_sub(OTHER_FILES).min(MAX_SESSIONS)
}

#[cfg(unix)]
fn open_files() -> usize {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let wanted = (MAX_SESSIONS + OTHER_FILES) as u64;
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return usize::MAX;
    };
    let raised = wanted.clamp(soft, hard.max(soft));
    let allowed = match setrlimit(Resource::RLIMIT_NOFILE, raised, hard) {
        Ok(()) => raised,
        Err(_) => soft,
    };
    usize::try_from(allowed).unwrap_or(usize::MAX)
}

/// Windows has no such limit.
#[cfg(not(unix))]
fn open_files() -> usize {
    usize::MAX
}

/// The places for sessions.
#[derive(Debug)]
pub(super) struct Seats {
    all: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    sessions: usize,
    addresses: HashMap<IpAddr, Address>,
}

#[derive(Debug)]
struct Address {
    sessions: usize,
    comes: Pace,
}

/// A session's place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

impl Seats {
    pub(super) fn new(all: usize, per_address: usize) -> Self {
        Self {
            all,
            per_address,
            taken: Mutex::default(),
        }
    }

    /// A place for a client from this address, if there is one.
    pub(super) fn take(self: &Arc<Self>, client: IpAddr, now: Instant) -> Option<Seat> {
        let address = whole_network(client);
        let mut taken = self.taken();
        if taken.addresses.len() > MAX_ADDRESSES {
            let rested = |address: &Address| address.sessions == 0 && address.comes.is_rested(now);
            taken.addresses.retain(|_, address| !rested(address));
        }
        let all = taken.sessions;
        let entry = taken.addresses.entry(address).or_insert_with(|| Address {
            sessions: 0,
            comes: Pace::new(COMES_AT_ONCE, COMES_EACH_SECOND, now),
        });
        let full = all >= self.all || entry.sessions >= self.per_address;
        if full || !entry.comes.take(1.0, now) {
            return None;
        }
        entry.sessions += 1;
        taken.sessions += 1;
        let seats = self.clone();
        Some(Seat { seats, address })
    }

    /// Nothing that holds the lock leaves the counts half changed.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        taken.sessions -= 1;
        if let Some(address) = taken.addresses.get_mut(&self.address) {
            address.sessions -= 1;
        }
    }
}

/// A customer of IPv6 has a /64 at least, so that is one address.
fn whole_network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// How fast something may be used up: so much at once, and so much each second (a token bucket).
#[derive(Debug)]
pub(super) struct Pace {
    most: f64,
    each_second: f64,
    left: f64,
    at: Instant,
}

impl Pace {
    pub(super) fn new(most: f64, each_second: f64, now: Instant) -> Self {
        Self {
            most,
            each_second,
            left: most,
            at: now,
        }
    }

    /// For the time that a session keeps the server at work.
    pub(super) fn of_work(now: Instant) -> Self {
        Self::new(WORK_AT_ONCE, WORK_EACH_SECOND, now)
    }

    /// Takes so much, if it is there.
    fn take(&mut self, amount: f64, now: Instant) -> bool {
        self.refill(now);
        let enough = self.left >= amount;
        self.left -= if enough { amount } else { 0.0 };
        enough
    }

    /// Takes so much, and returns how long to rest because it was not there.
    pub(super) fn spend(&mut self, amount: Duration, now: Instant) -> Duration {
        self.refill(now);
        self.left -= amount.as_secs_f64();
        let lacking = (-self.left / self.each_second).clamp(0.0, LONGEST_REST.as_secs_f64());
        Duration::from_secs_f64(lacking)
    }

    fn is_rested(&self, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.left + since * self.each_second >= self.most
    }

    fn refill(&mut self, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + since * self.each_second).min(self.most);
        self.at = now;
    }
}

/// Does something, and tells how long this thread worked on it. Waiting is no work, not even for a
/// turn on a busy computer: by the clock on the wall everybody would be sent to rest there.
pub(super) fn worked<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let begun = ThreadTime::now();
    let done = act();
    (done, begun.elapsed())
}

/// Room for what is long and arriving, for all sessions together.
#[derive(Debug, Clone, Default)]
pub(super) struct Room(Arc<AtomicUsize>);

/// A message that is arriving, or a command with one in it. The room that it takes is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Arriving {
    bytes: Vec<u8>,
    taken: usize,
    room: Room,
}

impl Room {
    /// A text, empty as yet.
    pub(super) fn text(&self) -> Arriving {
        Arriving {
            bytes: Vec::new(),
            taken: 0,
            room: self.clone(),
        }
    }

    /// There is none.
    #[cfg(test)]
    pub(super) fn full() -> Self {
        Self(Arc::new(MAX_ROOM.into()))
    }
}

/// What has arrived of it.
impl Deref for Arriving {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Arriving {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds pieces; false, and nothing is added, where there is no room for all of them.
    pub(super) fn add(&mut self, pieces: &[&[u8]]) -> bool {
        let needed = self.bytes.len() + pieces.iter().map(|piece| piece.len()).sum::<usize>();
        if needed > self.bytes.capacity() {
            let capacity = needed.max(self.bytes.capacity() * 2);
            // A short message always has room, whoever fills the server with long ones.
            let more = capacity.saturating_sub(SHORT + self.taken);
            if self.room.0.fetch_add(more, Ordering::Relaxed) + more > MAX_ROOM {
                self.room.0.fetch_sub(more, Ordering::Relaxed);
                return false;
            }
            self.taken += more;
            self.bytes.reserve_exact(capacity - self.bytes.len());
        }
        pieces
            .iter()
            .for_each(|piece| self.bytes.extend_from_slice(piece));
        true
    }

    /// Whether there is room for so much more of it. Nobody else is kept from it before it comes.
    pub(super) fn may_grow(&self, more: usize) -> bool {
        let needed = (self.bytes.len() + more).saturating_sub(SHORT + self.taken);
        needed == 0 || self.room.0.load(Ordering::Relaxed) + needed <= MAX_ROOM
    }

    /// The text, when all of it is there.
    pub(super) fn finish(mut self) -> Arc<[u8]> {
        mem::take(&mut self.bytes).into()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.room.0.fetch_sub(self.taken, Ordering::Relaxed);
    }
}

/// Files that are open beside the sessions' sockets: the listeners, the Maildir's, the terminal.
const OTHER_FILES: usize = 100;
/// Addresses that are remembered, before those are forgotten that have rested.
const MAX_ADDRESSES: usize = 4000;
/// Connections from one address: a class that connects twice at once, and more than it ever needs
/// each second.
const COMES_AT_ONCE: f64 = 3000.0;
const COMES_EACH_SECOND: f64 = 50.0;
/// Seconds that a session may keep the server at work at once, and each second: the lab takes some
/// milliseconds, the largest mail about as much.
const WORK_AT_ONCE: f64 = 0.25;
const WORK_EACH_SECOND: f64 = 0.02;
/// Who is sent to rest notices the end of the connection after that.
const LONGEST_REST: Duration = Duration::from_secs(5);
/// What is a short message: a lab's.
const SHORT: usize = 64 * 1024;
/// Bytes of long messages that are arriving: some of the largest at the same time.
const MAX_ROOM: usize = 256 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const LITTLE: Duration = Duration::from_millis(1);

    fn v4(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn seats_are_limited_in_all_and_by_address() {
        let (seats, now) = (Arc::new(Seats::new(5, 3)), Instant::now());
        let mut of_one: Vec<_> = (0..4).map_while(|_| seats.take(v4(1), now)).collect();
        assert_eq!(of_one.len(), 3);
        let of_two: Vec<_> = (0..4).map_while(|_| seats.take(v4(2), now)).collect();
        assert_eq!(of_two.len(), 2);
        of_one.pop();
        assert!(seats.take(v4(3), now).is_some());
        drop((of_one, of_two));
        assert_eq!(seats.taken().sessions, 0);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let (seats, now) = (Arc::new(Seats::new(5, 1)), Instant::now());
        let mut seated = Vec::new();
        for (address, sits) in [
            ("2001:db8::1", true),
            ("2001:db8::ffff:1", false),
            ("2001:db8:0:1::1", true),
            ("::ffff:192.0.2.1", true),
            ("192.0.2.1", false),
        ] {
            let seat = seats.take(address.parse().unwrap(), now);
            assert_eq!(seat.is_some(), sits, "{address}");
            seated.extend(seat);
        }
    }

    #[test]
    fn who_connects_all_the_time_has_to_wait() {
        let (seats, now) = (Arc::new(Seats::new(1, 1)), Instant::now());
        let comes = |after: u64, times: usize| {
            let now = now + Duration::from_secs(after);
            (0..times)
                .filter(|_| seats.take(v4(1), now).is_some())
                .count()
        };
        assert_eq!(comes(0, 5000), COMES_AT_ONCE as usize);
        assert_eq!(comes(1, 5000), COMES_EACH_SECOND as usize);
        assert_eq!(comes(3600, 5000), COMES_AT_ONCE as usize);
    }

    #[test]
    fn who_keeps_the_server_at_work_rests() {
        let now = Instant::now();
        let mut pace = Pace::of_work(now);
        let at_once = Duration::from_secs_f64(WORK_AT_ONCE);
        assert_eq!(pace.spend(at_once, now), Duration::ZERO);
        let rest = pace.spend(Duration::from_millis(20), now);
        assert!((rest.as_secs_f64() - 1.0).abs() < 0.01, "{rest:?}");
        assert_eq!(pace.spend(Duration::ZERO, now + rest * 2), Duration::ZERO);
        assert_eq!(pace.spend(Duration::from_secs(60), now), LONGEST_REST);
    }

    #[test]
    fn waiting_is_no_work() {
        let wait = Duration::from_secs_f64(WORK_AT_ONCE);
        let ((), work) = worked(|| std::thread::sleep(wait));
        assert!(work < wait, "{work:?}");
        let (_, work) = worked(|| {
            let begun = ThreadTime::now();
            while begun.elapsed() < LITTLE {}
        });
        assert!(work >= LITTLE, "{work:?}");
    }

    #[test]
    fn short_messages_always_have_room() {
        let room = Room::default();
        let mut long = Vec::new();
        let piece = vec![0; 32 * 1024 * 1024];
        for _ in 0..20 {
            let mut text = room.text();
            if !text.add(&[&piece]) {
                break;
            }
            long.push(text);
        }
        assert!((1..=8).contains(&long.len()), "{}", long.len());
        let mut short = room.text();
        assert!(short.add(&[&piece[..SHORT]]) && !short.add(&[&piece]));
        assert_eq!(short.finish().len(), SHORT);
        drop(long);
        assert_eq!(room.0.load(Ordering::Relaxed), 0);
    }
}
