internal import Glibc
internal import LatchkeyBase
internal import LatchkeyDomain

/// One run of a program that takes a message: its input, its words, and its end.
struct SendmailProcess: ~Copyable {
  private let id: pid_t
  private var input: Int32
  private let output: Int32
  private var isOver = false

  /// Starts a program with empty surroundings: no environment but a path, and of our descriptors, all
  /// of which close on exec, none.
  init(_ path: String, _ arguments: [String]) throws(SystemFailure) {
    // Pairs of sockets: marked to close on exec in the call that makes them, and a program that reads
    // nothing does not stop us with a signal.
    let input = try Self.pair()
    let output: (ours: Int32, its: Int32)
    do throws(SystemFailure) {
      output = try Self.pair()
    } catch {
      close(input.ours)
      close(input.its)
      throw error
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (end, number) in [(input.its, 0), (output.its, 1), (output.its, 2)] {
      unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
    }
    // The program must hear signals, which our thread does not.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var id: pid_t = 0
    let status = unsafe Self.withTexts(arguments) { arguments in
      unsafe Self.withTexts(["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]) { variables in
        unsafe posix_spawn(&id, path, &actions, &attributes, arguments, variables)
      }
    }
    close(input.its)
    close(output.its)
    guard status == 0 else {
      close(input.ours)
      close(output.ours)
      errno = status
      throw SystemFailure("posix_spawn")
    }
    self.id = id
    self.input = input.ours
    self.output = output.ours
  }

  deinit {
    if self.input >= 0 { close(self.input) }
    close(self.output)
    if !self.isOver {
      kill(self.id, SIGKILL)
      while waitpid(self.id, nil, 0) < 0 && errno == EINTR {}
    }
  }

  /// Gives it the message and listens until it has no more to say.
  ///
  /// - Returns: The beginning of what it said; nil when the time ran out.
  mutating func exchange(_ content: Secret, until seconds: Int, limit: Int) -> String? {
    let end = SMTPExchange.milliseconds() + Int64(seconds) * 1_000
    var words: [UInt8] = []
    var done = 0
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let left = end - SMTPExchange.milliseconds()
      guard left > 0 else { return nil }
      var ends = [
        pollfd(fd: self.input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: self.output, events: Int16(POLLIN), revents: 0),
      ]
      let ready = unsafe poll(&ends, 2, Int32(left))
      if ready < 0 && errno != EINTR { return nil }
      if self.input >= 0, ends[0].revents != 0 {
        let count = content.withBytes { span in
          unsafe span.withUnsafeBytes { bytes in
            unsafe send(
              self.input, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done,
              Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
          }
        }
        if count >= 0 { done += count }
        let isClosed = count < 0 && errno != EAGAIN && errno != EINTR
        if done == content.byteCount || isClosed {
          close(self.input)
          self.input = -1
        }
      }
      if ends[1].revents != 0 {
        let count = unsafe chunk.withUnsafeMutableBytes {
          unsafe read(self.output, $0.baseAddress, $0.count)
        }
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return String(decoding: words, as: UTF8.self) }
        words += chunk[..<min(count, max(limit - words.count, 0))]
      }
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: The status; nil when it did not end in time, and was ended.
  mutating func end(within seconds: Int) -> Int32? {
    // It has closed what it speaks through, and ends at any moment: looked at until then.
    let end = SMTPExchange.milliseconds() + Int64(seconds) * 1_000
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(self.id, &status, WNOHANG)
      if ended == self.id {
        self.isOver = true
        return status
      }
      if ended < 0 && errno != EINTR { return nil }
      guard SMTPExchange.milliseconds() < end else { return nil }
      _ = poll(nil, 0, 2)
    }
  }

  private static func pair() throws(SystemFailure) -> (ours: Int32, its: Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SystemFailure("socketpair")
    }
    return (ends[0], ends[1])
  }

  private static func withTexts<Answer>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Answer
  ) -> Answer {
    let copies = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { unsafe body($0.baseAddress.unsafelyUnwrapped) }
  }
}
