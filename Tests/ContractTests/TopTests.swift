import Foundation
import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// `latchkey top` on a daemon that is started again meanwhile.
@Suite(.serialized)
struct TopTests {
  /// `top`, whose output is read line by line; the shell puts it where lines are read.
  private func top(_ folder: Folder, _ options: String = "") throws -> Program {
    try Program(
      "/bin/sh",
      ["-c", "exec \(Program.built("latchkey")) top --every 20ms \(options) >&2"],
      environment: [
        "LATCHKEY_SOCKET": folder.path(Daemon.names.socket), "HOME": folder.url.path,
      ])
  }

  /// Pings, so that rates of before would be seen.
  private func ping(_ daemon: Daemon, _ count: Int) async throws {
    for _ in 0..<count { _ = try await daemon.client.server.ping() }
  }

  @Test("It says that the daemon is away, goes on when it is back, and counts from its new start")
  func restart() async throws {
    let folder = try Folder()
    let first = try await Daemon.started(in: folder)
    try await self.ping(first, 1_000)
    let top = try self.top(folder)
    #expect(await top.line(holding: "Server.Ping") != nil, "\(top.lines)")
    // The second refresh has rates since the first.
    #expect(await top.line(holding: "Operator.GetMetrics") != nil, "\(top.lines)")
    #expect(top.lines.first?.contains("connection") == true, "\(top.lines)")
    #expect(top.lines.contains { $0.hasPrefix("waiting: ") && $0.contains("0 writes") })
    #expect(await first.stop() == 0)
    let away = await top.line(holding: "does not answer")
    #expect(away?.contains("Trying again until Ctrl-C.") == true, "\(top.lines)")

    let second = try await Daemon.started(in: folder)
    let again = await top.line(holding: "was started again")
    #expect(again?.contains("rates count from there") == true, "\(top.lines)")
    // Two more refreshes of the new one, whose numbers never went below those of the old one's.
    try await self.ping(second, 3)
    let count = top.lines.count
    #expect(await top.line(holding: "Server.Ping", behind: count) != nil, "\(top.lines)")
    let seen = top.lines.drop { !$0.contains("was started again") }
    #expect(!seen.contains { $0.contains("-") && $0.contains("Server.") }, "\(seen)")
    // Once for each outage, and not with every vain try.
    #expect(top.lines.count { $0.contains("does not answer") } == 1)
    top.send(SIGINT)
    #expect(await top.end() == 0)
    #expect(await second.stop() == 0)
  }

  @Test("A daemon that was never there is an error, not an outage")
  func neverThere() async throws {
    let top = try self.top(try Folder())
    #expect(await top.end() == 7)
    #expect(top.lines.contains { $0.contains("cannot be reached") }, "\(top.lines)")
  }
}
