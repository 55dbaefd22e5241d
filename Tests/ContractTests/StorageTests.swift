import Foundation
import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// A disk that fills up under the daemon.
@Suite(.serialized)
struct StorageTests {
  /// A small file system of its own, where the host lets one be made.
  private final class SmallDisk: Sendable {
    let folder: Folder

    init?(kilobytes: Int) throws {
      self.folder = try Folder()
      guard Host.isRoot,
        unsafe mount("tmpfs", self.folder.url.path, "tmpfs", 0, "size=\(kilobytes)k,mode=0750") == 0
      else {
        print("Left out: a small file system cannot be mounted here.")
        return nil
      }
    }

    deinit { unsafe umount2(self.folder.url.path, Int32(MNT_DETACH)) }
  }

  @Test("A full disk is STORE_UNAVAILABLE, loses nothing, and is over when there is room again")
  func diskFull() async throws {
    guard let disk = try SmallDisk(kilobytes: 4_096) else { return }
    let desk = try await Desk.opened(in: disk.folder)
    let target = try await desk.add("bo", password: "Old-Harbor-Light-1")
    // Asked once, before anything is wrong.
    let health = try desk.daemon.another().server.watchHealth()
    #expect(try await health.next()?.status == .serving)
    // Takes what is left, and grows no more.
    let filler = disk.folder.path("filler")
    // Closed on exec: a process that another test starts meanwhile must not keep the space taken.
    let handle = unsafe open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(handle >= 0)
    let page = [UInt8](repeating: 1, count: 4_096)
    while unsafe page.withUnsafeBytes({ unsafe write(handle, $0.baseAddress, $0.count) }) > 0 {}
    close(handle)

    var acknowledged: [String] = []
    var refused: LatchkeyError?
    for index in 0..<2_000 where refused == nil {
      let address = "agent-\(index)@example.org"
      do throws(LatchkeyError) {
        _ = try await desk.client.agents.createAgent(
          displayName: "Agent \(index)", email: address, roleIDs: [], sendInvitation: false,
          as: desk.boss)
        acknowledged.append(address)
      } catch {
        refused = error
      }
    }
    let error = try #require(refused, "The disk did not fill.")
    #expect(error.reason == .storeUnavailable && error.code == .unavailable, "\(error)")
    #expect(error.outcome == .rolledBack || error.outcome == .notStarted, "\(error.outcome)")
    // Nobody asks how the service is, and who watches hears it.
    let degraded = try await health.next()
    #expect(degraded?.status == .degraded)
    #expect(degraded?.detail?.contains("cannot be written") == true)
    #expect(await desk.daemon.program.line(holding: "store fails") != nil)
    // What only reads is served.
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await desk.client.sessions.verifySession(session: desk.boss)
      } == nil, "\(desk.daemon.program.lines)")
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await desk.client.agents.getAgent(agent: .address(target), as: desk.boss)
      } == nil, "\(desk.daemon.program.lines)")

    try FileManager.default.removeItem(atPath: filler)
    // A try of the daemon's own finds that there is room again.
    #expect(try await health.next()?.status == .serving)
    #expect(await desk.daemon.program.line(holding: "store works again") != nil)
    #expect(
      await Desk.refusal { () throws(LatchkeyError) in
        try await desk.client.agents.createAgent(
          displayName: "Agent Late", email: "late@example.org", roleIDs: [], sendInvitation: false,
          as: desk.boss)
      } == nil, "\(desk.daemon.program.lines)")
    _ = try await Desk.signIn(desk.client, target, "Old-Harbor-Light-1")
    let addresses = try await desk.client.agents.listAgents(
      limit: 200, as: desk.boss
    ).agents.flatMap(\.emails)
    #expect(Set(addresses).isSuperset(of: acknowledged.prefix(150)))
    #expect(try await desk.client.audit.verifyChain(as: desk.boss).isIntact)
    #expect(await desk.daemon.stop() == 0)

    let again = try await Daemon.started(in: disk.folder)
    for address in acknowledged + ["late@example.org"] {
      let agent = try await again.client.agents.getAgent(agent: .address(address), as: desk.boss)
      #expect(agent.emails == [address])
    }
    #expect(try await again.client.audit.verifyChain(as: desk.boss).isIntact)
    #expect(await again.stop() == 0)
  }
}
