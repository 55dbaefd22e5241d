import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The mail server that counts.
public struct MailServerState: Hashable, Sendable {
  /// Where mail goes.
  public let server: MailServer
  /// Whether the daemon's configuration decides it.
  public let isFixed: Bool
  /// Counts changes by calls.
  public let revision: Int64
  /// Why nothing can be handed over to it at present, as far as that is known without trying.
  public let problem: String?
}

extension Desk {
  /// The mail server that counts. It holds no password, only the name of one.
  public func mailServer(_ call: Call) async throws -> MailServerState {
    let stored = try await self.reading(
      Entrance(method: .mailGetServer, action: .mailServerRead), call
    ) { _, transaction in
      try transaction.storedMailServer() ?? StoredMailServer()
    }
    return self.state(of: stored)
  }

  /// Replaces the mail server. It counts when the call returns: for the desk, which mails links from
  /// then on or shows them (S1.4), and for mail that waits.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - server: Where mail goes from then on.
  ///   - revision: The revision that the caller saw.
  /// - Returns: The mail server that counts.
  /// - Throws: A ``Refusal``: the daemon's configuration decides, the server is none that a call may
  ///   set, or another was set meanwhile.
  public func updateMailServer(
    _ call: Call, to server: MailServer, revision: Int64
  ) async throws -> MailServerState {
    let now = self.clock.now()
    do {
      let stored = try await self.changing(
        Entrance(method: .mailUpdateServer, action: .mailServerUpdated), call
      ) { grant, transaction in
        guard self.mail.fixed == nil else { throw Refusal(.mailServerFixed) }
        try server.requireCallable()
        let before = try transaction.storedMailServer() ?? StoredMailServer()
        guard before.revision == revision else {
          throw Refusal(revisionInForce: before.revision)
        }
        // Nothing new: nothing to store, and nothing to record.
        guard before.server != server else { return before }
        try self.requireUsable(server)
        let after = StoredMailServer(revision: before.revision + 1, server: server)
        try transaction.setStoredMailServer(after)
        try self.record(
          self.done(
            .mailServerUpdated, grant, at: now,
            details: Self.changes(from: before.server, to: server)),
          of: call, in: transaction)
        return after
      }
      try await self.reloadMailServer()
      return self.state(of: stored)
    } catch let error as StoreError {
      // Whether the new server is in the store is not known: whatever is there counts.
      if case .outcomeUnknown = error { try? await self.reloadMailServer() }
      throw error
    }
  }

  /// Sends one sample message (S1.15). Stored settings, queue and deliveries stay untouched.
  ///
  /// A server that a caller names gets the password that it names, and so needs as much as a change.
  /// The commit point is before the sample leaves: from there on the caller is told what came of it,
  /// and the same call again sends no other one.
  /// - Parameters:
  ///   - call: Who asks.
  ///   - server: The server to try; nil is the one that counts.
  ///   - address: Where the sample goes.
  ///   - locale: The language of the sample; nil is English.
  /// - Returns: What came of it.
  /// - Throws: A ``Refusal``: not allowed, too many trials, or a server that a call may not name.
  public func testMailServer(
    _ call: Call, _ server: MailServer?, sampleTo address: EmailAddress, locale: String?
  ) async throws -> MailTestResult {
    let now = self.clock.now()
    let entrance = Entrance(
      method: .mailTestServer, aspect: server == nil ? .plain : .namesServer,
      action: .mailServerTested)
    let wanted = try await self.reading(entrance, call) { _, transaction in
      try server?.requireCallable()
      let counting = try self.mail.fixed ?? transaction.storedMailServer()?.server
      return server ?? counting ?? MailServer(.none)
    }
    if case .none = wanted.route { throw Refusal(.mailServerNotConfigured) }
    try self.mailTests.begin(at: now)
    defer { self.mailTests.end() }
    let record = try await self.changing(entrance, call) { grant, _ in
      self.done(.mailServerTested, grant, at: now)
    }
    let result = await self.mail.transports.test(
      wanted, sampleTo: address, locale: locale ?? "en", at: now)

    var done = record
    done.at = self.clock.now()
    done.details = wanted.facts.filter { ["route", "host", "port", "security"].contains($0.key) }
    done.details["given"] = server == nil ? "false" : "true"
    switch result {
    case .taken: done.details["result"] = "taken"
    case .refused(let error):
      done.details["result"] = "\(error.step)"
      if let code = error.reply?.code { done.details["reply"] = "\(code)" }
    }
    let entry = done
    try await self.store.write { transaction in
      _ = try self.record(entry, of: call, in: transaction)
    }
    return result
  }

  /// Takes over the mail server that the store holds, where that one counts.
  public func reloadMailServer() async throws {
    guard self.mail.fixed == nil else { return }
    let stored = try await self.store.read { try $0.storedMailServer() } ?? StoredMailServer()
    self.mail.outlet.adopt(stored, by: self.mail.transports, domain: self.settings.mailDomain)
    // What waited for want of a server is due.
    self.mailQueued()
  }

  private func state(of stored: StoredMailServer) -> MailServerState {
    let server = self.mail.fixed ?? stored.server
    var problem: String?
    do {
      _ = try self.mail.transports.transport(for: server)
    } catch {
      problem = error.detail
    }
    return MailServerState(
      server: server, isFixed: self.mail.fixed != nil, revision: stored.revision,
      problem: problem)
  }

  /// A server whose files are not there is refused while somebody is there who can tell the operator.
  private func requireUsable(_ server: MailServer) throws(Refusal) {
    do {
      _ = try self.mail.transports.transport(for: server)
    } catch {
      throw Refusal(FieldError(field: "server", problem: error.detail))
    }
  }

  /// Old and new value of everything that differs.
  private static func changes(from before: MailServer, to after: MailServer) -> [String: String] {
    let old = before.facts
    let new = after.facts
    var changes: [String: String] = [:]
    for name in Set(old.keys).union(new.keys) where old[name] != new[name] {
      changes[name] = "\(old[name] ?? "none") -> \(new[name] ?? "none")"
    }
    return changes
  }
}

extension MailServer {
  /// Programs and folders of the host are named by whoever owns the host.
  fileprivate func requireCallable() throws(Refusal) {
    guard !self.isOfHost else {
      throw Refusal(
        FieldError(
          field: "server.route",
          problem: "A program or folder of the host is named in the daemon's configuration only."))
    }
  }
}
