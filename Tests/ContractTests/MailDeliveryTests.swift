import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyTestBasics
import LatchkeyTesting
import Testing

/// A real daemon, a real mail server with faults, and deaths in between.
@Suite(.serialized, .ownThread)
struct MailDeliveryTests {
  private static let count = 1_000
  private static let kills = 5

  private static func flags(_ server: ScriptedMailServer) -> [String] {
    ["--mail", "smtp:127.0.0.1:\(server.port)", "--mail-security", "plain"]
  }

  @Test(
    "F9: through faults of every third delivery and five deaths no mail is lost",
    .enabled(if: ScriptedMailServer.isPossible))
  func faultsAndKills() async throws {
    let folder = try Folder()
    let server = try ScriptedMailServer(.init(flags: ["--percent", "30", "--seed", "7"]))
    var desk = try await Desk.opened(in: folder, Self.flags(server))
    let boss = desk.boss
    for number in 0..<Self.count {
      _ = try await desk.client.contacts.provisionRequester(
        email: "contact-\(number)@mail.example", displayName: "Contact \(number)")
    }
    var deaths = 0
    while true {
      let mails = try await Self.mails(desk.client, as: boss)
      let open = mails.filter { $0.state != .delivered }
      #expect(open.allSatisfy { $0.state != .failed && $0.state != .obsolete })
      if open.isEmpty { break }
      let share = (mails.count - open.count) * (Self.kills + 1) / mails.count
      if deaths < Self.kills, share > deaths {
        // In the middle of its work: others of its mails are under way.
        desk.daemon.program.send(SIGKILL)
        #expect(await desk.daemon.program.end() == 128 + SIGKILL)
        await desk.client.close()
        deaths += 1
        desk = Desk(
          daemon: try await Daemon.started(in: folder, Self.flags(server)), boss: boss)
        continue
      }
      // What was put off goes now: this test waits for no greylisting.
      for mail in open where mail.state == .deferred {
        _ = try? await desk.client.mail.retryMessage(id: mail.id, as: boss)
      }
    }
    #expect(deaths == Self.kills)

    let all = try await Self.mails(desk.client, as: boss)
    #expect(all.count == Self.count)
    var copies: [String: [String]] = [:]
    for (event, content) in try server.taken {
      let text = String(decoding: content, as: UTF8.self)
      let id = try #require(text.firstMatch(of: /\r\nMessage-ID: <([^>]+)>\r\n/)).1
      copies[String(id), default: []] += event.recipients ?? []
    }
    // Each at least once; what is double has the same Message-ID and the same recipient.
    #expect(Set(copies.keys) == Set(all.map(\.messageID)))
    #expect(copies.values.allSatisfy { Set($0).count == 1 })
    #expect(
      Set(copies.values.compactMap(\.first)).count == Self.count,
      "Every contact has a mail of its own.")
    let events = try server.events.filter { $0.event == "mail" }
    let faults = events.filter { $0.fault != "ok" }
    let taken = copies.values.reduce(0) { $0 + $1.count }
    let attempts = all.reduce(0) { $0 + Int($1.attempts) }
    print(
      "\(Self.count) mails, \(deaths) deaths, \(attempts) attempts, \(events.count) transactions, "
        + "\(faults.count) of them with a fault, \(taken) taken, \(taken - copies.count) of them "
        + "doubles with the Message-ID of their first")
    #expect(await desk.daemon.stop() == 0)
  }

  @Test(
    "D18: a contact whose domain is written in its own letters is found and mailed by its labels")
  func international() async throws {
    let desk = try await Desk.opened(in: Folder())
    let client = desk.client
    let one = try await client.contacts.provisionRequester(
      email: "jane@bücher.example", displayName: "Jane")
    let other = try await client.contacts.provisionRequester(
      email: "Jane@XN--BCHER-KVA.example", displayName: "Jane")
    let id = try #require(one.contactID)
    #expect(other.contactID == id)
    let found = try await client.contacts.getContact(
      contact: .address("jane@BÜCHER.example"), as: desk.boss)
    #expect(found.id == id)
    #expect(found.emails == ["jane@xn--bcher-kva.example"])
    for address in ["jane@🔑.example", "jane@xn--a.example", "jürgen@desk.example"] {
      #expect(
        await Desk.refusal { () async throws(LatchkeyError) in
          try await client.contacts.provisionRequester(email: address, displayName: "Jane")
        } != nil)
    }
    while true {
      let mail = try #require(
        try await Self.mails(client, as: desk.boss).first { $0.accountID == id })
      if mail.state == .delivered { break }
    }
    let letters = try desk.daemon.letters
    #expect(letters.contains { $0.contains("<jane@xn--bcher-kva.example>") })
    #expect(await desk.daemon.stop() == 0)
  }

  private static func mails(
    _ client: LatchkeyClient, as session: Secret
  ) async throws -> [MailView] {
    var mails: [MailView] = []
    var before: Int64?
    repeat {
      let page = try await client.mail.listMessages(limit: 200, beforeID: before, as: session)
      mails += page.messages
      before = page.nextBeforeID
    } while before != nil
    return mails
  }

  @Test(
    "A mail server that never answers delays no call and no stop",
    .enabled(if: ScriptedMailServer.isPossible))
  func deadServer() async throws {
    let folder = try Folder()
    let server = try ScriptedMailServer(.init(flags: ["--greet", "never"]))
    let desk = try await Desk.opened(in: folder, Self.flags(server) + ["--drain-seconds", "1"])
    for number in 0..<20 {
      _ = try await desk.client.contacts.provisionRequester(
        email: "contact-\(number)@mail.example", displayName: "Contact \(number)")
    }
    // Every delivery that may be under way is stuck; calls are answered all the same.
    for _ in 0..<200 {
      _ = try await desk.client.sessions.verifySession(session: desk.boss)
    }
    #expect(await desk.daemon.stop() == 0)
  }
}
