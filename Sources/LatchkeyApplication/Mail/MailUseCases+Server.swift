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

// The mail server.
extension MailUseCases {
  /// The mail server that counts. It holds no password, only the name of one.
  ///
  /// - Throws: A refusal.
  public func getServer(_ call: Call) async throws(Failure) -> MailServerState {
    let stored = try await self.gate.read(Operation(.mailGetServer), call) {
      snapshot throws(Failure) in
      try snapshot.store.storedMailServer() ?? StoredMailServer()
    }
    return self.state(of: stored)
  }

  /// Replaces the mail server. It counts when the call returns: for the desk, which mails links from
  /// then on or shows them, and for mail that waits.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - server: Where mail goes from then on.
  ///   - revision: The revision that the caller saw.
  /// - Returns: The mail server that counts.
  /// - Throws: A refusal: the daemon's configuration decides, the server is none that a call may
  ///   set, or another was set in between.
  public func updateServer(
    _ call: Call, to server: MailServer, revision: Int64
  ) async throws(Failure) -> MailServerState {
    do throws(Failure) {
      let stored = try await self.gate.change(Operation(.mailUpdateServer), call) {
        change throws(Failure) in
        guard self.mail.fixed == nil else { throw .refusal(.mailServerFixed) }
        try server.requireCallable()
        let before = try change.store.storedMailServer() ?? StoredMailServer()
        guard before.revision == revision else {
          throw .refusal(Refusal(revisionInForce: before.revision))
        }
        // Nothing new: nothing to store, and nothing to record.
        guard before.server != server else { return before }
        if let problem = self.problem(with: server) { throw .field("server", problem) }
        let after = StoredMailServer(revision: before.revision + 1, server: server)
        try change.store.setStoredMailServer(after)
        try change.record(server.changes(since: before.server))
        return after
      }
      try await self.reloadServer()
      return self.state(of: stored)
    } catch {
      // Whether the new server is in the store is not known: what is there counts.
      if case .store(.outcomeUnknown) = error { try? await self.reloadServer() }
      throw error
    }
  }

  /// Sends one sample message. Stored settings, queue and deliveries stay untouched.
  ///
  /// A server that a caller names gets the password that it names, and so needs as much as a change.
  /// The commit point is before the sample leaves: from there on the caller is told what came of it,
  /// and the same call again sends no other one.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - server: The server to try; nil is the one that counts.
  ///   - address: Where the sample goes.
  ///   - locale: The language of the sample; nil is English.
  /// - Returns: What came of it.
  /// - Throws: A refusal: not allowed, too many trials, or a server that a call may not name.
  public func testServer(
    _ call: Call, _ server: MailServer?, sampleTo address: EmailAddress, locale: String?
  ) async throws(Failure) -> MailTestResult {
    let operation = Operation(.mailTestServer, aspect: server == nil ? .plain : .namesServer)
    let (wanted, now) = try await self.gate.read(operation, call) { snapshot throws(Failure) in
      try server?.requireCallable()
      let stored = try snapshot.store.storedMailServer()
      let counting = self.mail.fixed ?? stored?.server
      return (server ?? counting ?? MailServer(.none), snapshot.now)
    }
    if case .none = wanted.route { throw .refusal(.mailServerNotConfigured) }
    try self.trials.begin(at: now)
    defer { self.trials.end() }
    let actor = try await self.gate.change(operation, call) { change throws(Failure) in
      change.snapshot.grant.subject.auditActor
    }
    let result = await self.mail.transports.test(
      wanted, sampleTo: address, locale: locale ?? "en", at: now)
    let entry = AuditRecord(
      at: self.gate.clock.now(), principal: call.principal.name, actor: actor,
      action: operation.action, details: wanted.details(of: result, isGiven: server != nil))
    let journal = CallJournal(digests: self.gate.digests, call: call)
    try await self.gate.store.write { transaction throws(Failure) in
      _ = try journal.append(entry, to: transaction)
    }
    return result
  }

  /// Takes over the mail server that the store holds, where that one counts.
  ///
  /// - Throws: What the store fails with.
  public func reloadServer() async throws(Failure) {
    guard self.mail.fixed == nil else { return }
    let stored =
      try await self.gate.store.read { store throws(Failure) in try store.storedMailServer() }
      ?? StoredMailServer()
    self.mail.outlet.adopt(
      stored, by: self.mail.transports, domain: self.gate.currentSettings.now.mailDomain)
    // What waited for want of a server is due.
    self.gate.store.wakeCourier()
  }

  private func state(of stored: StoredMailServer) -> MailServerState {
    let server = self.mail.fixed ?? stored.server
    return MailServerState(
      server: server, isFixed: self.mail.fixed != nil, revision: stored.revision,
      problem: self.problem(with: server))
  }

  /// Why nothing can be handed over to a server, as far as that is known without trying: files that it
  /// names are not there. A call that sets such a server is refused, while the caller can still tell the
  /// operator.
  private func problem(with server: MailServer) -> String? {
    do throws(MailTransportError) {
      _ = try self.mail.transports.transport(for: server)
      return nil
    } catch {
      return error.detail
    }
  }
}

extension MailServer {
  /// Programs and folders of the host are named by its owner in the daemon's configuration only.
  fileprivate func requireCallable() throws(Failure) {
    guard !self.isOfHost else {
      throw .field(
        "server.route",
        "A program or folder of the host is named in the daemon's configuration only.")
    }
  }

  /// Old and new value of everything that differs, for the audit.
  fileprivate func changes(since before: MailServer) -> [String: String] {
    let old = before.facts
    let new = self.facts
    var changes: [String: String] = [:]
    for name in Set(old.keys).union(new.keys) where old[name] != new[name] {
      changes[name] = "\(old[name] ?? "none") -> \(new[name] ?? "none")"
    }
    return changes
  }

  /// What the audit says of a trial.
  fileprivate func details(of result: MailTestResult, isGiven: Bool) -> [String: String] {
    var details = self.facts.filter { ["route", "host", "port", "security"].contains($0.key) }
    details["given"] = isGiven ? "true" : "false"
    switch result {
    case .taken: details["result"] = "taken"
    case .refused(let error):
      details["result"] = "\(error.step)"
      if let code = error.reply?.code { details["reply"] = "\(code)" }
    }
    return details
  }
}
