import Glibc
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Measure

/// Takes a stream of small messages, and looks at what it kept of them.
struct StreamReader {
  let path: String
  let messages: Int
  let bytes: Int

  /// Takes a tenth to warm up, then all; prints the lines that every program here prints.
  func run(on loop: EventLoop) async throws {
    let client = RPCClient(path: self.path, loop: loop)
    try await Task(executorPreference: loop) {
      // What a client has in any case is there before anything is compared.
      _ = try await client.call(.number(Echo.Method.echo.rawValue), body: [7])
      let resident = Memory.kib("VmRSS:")
      try await self.take(self.messages / 10, of: client)
      print("{\"phase\": \"measuring\"}")
      fflush(nil)
      let cpu = Sampler.cpuNanoseconds
      let begun = MonotonicInstant.now
      try await self.take(self.messages, of: client)
      let elapsed = MonotonicInstant.now.nanoseconds(since: begun)
      // The highest that it ever was: what was given back in between counts as well.
      let growth = Memory.kib("VmHWM:") - resident
      print(
        """
        {"phase": "done", "calls": \(self.messages), "seconds": \(Double(elapsed) / 1e9), \
        "cpuSeconds": \(Double(Sampler.cpuNanoseconds - cpu) / 1e9), "growthKiB": \(growth)}
        """)
      fflush(nil)
    }.value
    await client.close()
  }

  private func take(_ count: Int, of client: RPCClient) async throws {
    let order = UInt64(count).bigEndianBytes + UInt64(self.bytes).bigEndianBytes
    let stream = client.open(
      .number(Echo.Method.stream.rawValue), body: order,
      options: CallOptions(deadlineMilliseconds: 600_000), sendsMessages: false,
      receivesMessages: true)
    var taken = 0
    while let message = try await stream.next() {
      precondition(message.count == self.bytes, "A message is as long as was asked for.")
      taken += 1
    }
    precondition(taken == count, "As many messages came as were asked for.")
  }
}

/// What the kernel says of this process's memory.
enum Memory {
  /// A line of the process's status, in KiB.
  static func kib(_ name: String) -> Int {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var bytes = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&bytes, Int32(bytes.count), file) != nil {
      let line = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      guard line.starts(with: name.utf8) else { continue }
      return line.dropFirst(name.utf8.count).reduce(0) { sum, byte in
        (0x30...0x39).contains(byte) ? sum * 10 + Int(byte - 0x30) : sum
      }
    }
    return 0
  }
}
