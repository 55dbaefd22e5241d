import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

extension History {
  /// One call about what a contact signs in with.
  func contactCredentials(_ session: Int, _ target: Int) -> Action {
    let selector = AccountSelector.id(Self.id(target))
    let call = self.call(session)
    let desk = self.desk
    switch self.pick(0...6) {
    case 0...1:
      let new = self.newPassword(for: target)
      return Action(.contactsSetPassword, "sets \(new) for contact p\(target)", by: session) {
        $0.setContactPassword(session, target, new)
      } _: {
        try await desk.desk.contacts.setPassword(
          call, of: selector, password: Secret(new))
      }
    case 2...3:
      return Action(
        .contactsSendPasswordResetLink, "sends contact p\(target) a link", by: session,
        expect: { $0.sendContactLink(session, target) },
        perform: {
          Self.outcome(try await desk.desk.contacts.sendPasswordResetLink(call, to: selector))
        })
    case 4...5:
      let isConfirmed = self.pick(0...5) > 0
      return Action(
        .contactsIssueTemporaryPassword, "issues p\(target) a password, \(isConfirmed)",
        by: session, expect: { $0.issueTemporary(session, target, isConfirmed: isConfirmed) },
        perform: {
          .password(
            try await desk.desk.contacts.issueTemporaryPassword(
              call, for: selector, confirmed: isConfirmed
            ).password)
        })
    default:
      return self.importing(session)
    }
  }

  private func importing(_ session: Int) -> Action {
    let emails = self.pick(0...3) == 0 ? [] : [self.email()]
    let name = self.pick(0...2) == 0 ? self.loginName() : nil
    let activate = self.pick(0...1) == 0
    let password = self.pick(0...1) == 0 ? self.newName("Sim-Import-") + "!" : nil
    if let password { self.passwords[-1, default: []].append(password) }
    let call = self.call(session)
    let desk = self.desk
    return Action(
      .contactsImportContacts, "imports \(emails) \(name ?? "") \(password ?? "")", by: session
    ) {
      $0.importContact(session, emails, loginName: name, password: password, activate: activate)
    } _: {
      var hash: PasswordHash?
      if let password { hash = try await desk.hasher.hash(Secret(password)) }
      let row = ImportedContact(
        draft: ContactDraft(
          displayName: try DisplayName("P Q"),
          emails: try emails.map { (text) throws in try EmailAddress(text) },
          loginName: try name.map { (text) throws in try LoginName(text) }), hash: hash)
      return try await desk.desk.contacts.importContacts(call, [row], sendActivation: activate)
    }
  }

  /// The owner of a session gives another address.
  func propose(_ session: Int) -> Action {
    let email = self.email()
    let call = self.call(session)
    let desk = self.desk
    return Action(.accountsUpdateOwnAccount, "would like \(email)", by: session) {
      $0.propose(session, email)
    } _: {
      var changes = OwnAccountChanges()
      changes.email = try EmailAddress(email)
      return try await desk.desk.accounts.updateOwnAccount(call, changes)
    }
  }

  /// What happens once in a while, and to many.
  func rarely() async throws {
    let desk = self.desk
    guard self.pick(0...2) > 0, let session = self.session() else {
      let removes = self.pick(0...1) == 0
      return try await self.run(
        Action(
          .operatorBreakGlass, "the operator breaks the glass, device goes \(removes)",
          expect: { $0.breakGlass(removesDevice: removes) },
          perform: {
            .password(
              try await desk.desk.operator.breakGlass(
                desk.operatorCall, reason: "Sim", removesSecondFactor: removes,
                isConfirmed: true
              ).password)
          }))
    }
    let population: Population = self.pick(0...1) == 0 ? .agent : .contact
    let leaked = self.pick(0...1) == 0
    let isConfirmed = self.pick(0...5) > 0
    let call = self.call(session)
    try await self.run(
      Action(
        .accountsRequirePasswordChangeOfMany, "has every \(population) change, leaked \(leaked)",
        by: session
      ) {
        $0.requireChangeOfAll(session, population, leaked: leaked, isConfirmed: isConfirmed)
      } _: {
        try await desk.desk.accounts.requirePasswordChangeOfMany(
          call, of: nil, in: population, isCompromised: leaked, confirmed: isConfirmed, after: nil)
      })
  }

  /// Other keys, or costlier hashes: nothing that was given out stops working (I18), unless the keys
  /// are known to others.
  func renewKeysOrHashes() async throws {
    if self.pick(0...1) == 0 {
      self.desk.hasher.changeParameters()
      return self.trace.append("hashes are made otherwise")
    }
    let isCompromised = self.pick(0...2) == 0
    let desk = self.desk
    try await self.run(
      Action(.operatorRotateKeys, "other keys, known to others \(isCompromised)") {
        if isCompromised { $0.advanceGlobalEpoch() }
        return .done
      } _: {
        try await desk.desk.operator.rotateKeys(
          desk.operatorCall, of: desk.keys, isCompromised: isCompromised,
          isConfirmed: isCompromised)
      })
  }

  // MARK: Copies of the store

  /// What was kept for a bad day: a file, and what the desk was like.
  struct Copy {
    let path: String
    let model: Model
    let entries: Int64
  }

  /// Makes a copy of the store, or puts the last one in the place of the store (T21).
  func keep() async throws {
    // Numbers of mails come again after a restore; in a Maildir they would be mistaken.
    guard self.desk.takesLinks else { return try await self.moveClock() }
    guard let copy = self.copy, self.pick(0...1) == 0 else {
      let path = self.desk.folder.path + "/" + self.newName("copy")
      let (model, entries) = (self.model, self.entries)
      let desk = self.desk
      try await self.run(
        Action(.operatorBackup, "the store is copied") { _ in
          .done
        } _: {
          try await desk.desk.operator.backup(desk.operatorCall, to: path, by: desk.backup)
        })
      self.copy = Copy(path: path, model: model, entries: entries)
      return
    }
    let given = (
      self.model.sessions.dropFirst(copy.model.sessions.count).map(\.text),
      self.model.tokens.dropFirst(copy.model.tokens.count).map { ($0.text, $0.kind) }
    )
    try await self.desk.restore(from: copy.path)
    let now = self.model.now
    self.model = copy.model
    self.model.restore(at: now)
    self.entries = copy.entries
    (self.watchedSessions, self.watchedTokens) = ([], [])
    try await self.check(after: "a copy takes the store's place", entries: 1, isThorough: true)
    // I17: what was given out after the copy is not even known.
    for text in given.0 {
      let reason = try await self.desk.reason {
        try await self.desk.desk.sessions.verifySession(self.desk.verifierCall, token: text)
      }
      guard reason == .sessionInvalid else {
        throw self.disagreement("a restore", "I17: a later session, \(Self.text(reason))")
      }
    }
    for (text, kind) in given.1 {
      let reason = try await Self.refusal(of: text, kind, self.desk)
      guard reason == (kind.isTicket ? .ticketInvalid : .linkInvalid) else {
        throw self.disagreement("a restore", "I17: a later token, \(Self.text(reason))")
      }
    }
    try await self.check(after: "nothing of later lives", entries: 0)
  }

  private static func refusal(
    of text: Secret, _ kind: Model.Kind, _ desk: TestDesk
  ) async throws -> Reason? {
    guard let purpose = TokenText.read(text)?.purpose else { return nil }
    return try await desk.reason {
      if kind.isTicket {
        _ = try await desk.desk.signIn.completePasswordChange(
          desk.anonymous(), ticket: text, password: Secret("Sim-Ghost-1!"))
      } else {
        _ = try await desk.desk.recovery.inspectLink(
          desk.anonymous(), token: text, population: purpose.population)
      }
    }
  }

  // MARK: What is no token of ours

  /// Texts at every door that takes a token (I4): each is refused, and nothing happens.
  func foreignTokens() async throws {
    let some = self.model.tokens.last?.text.revealed ?? "lkar_" + String(repeating: "A", count: 43)
    let texts = [
      "", "x", String(some.dropLast()), some + "A", some.uppercased(), " " + some,
      String(repeating: "A", count: 70_000), "lkxx_" + some.dropFirst(5),
      String(some.prefix(5)) + String(repeating: "A", count: 43),
    ]
    let token = Secret(texts[self.pick(0...texts.count - 1)])
    let population: Population = self.pick(0...1) == 0 ? .agent : .contact
    let password = Secret("Sim-Foreign-1!")
    let evaluations = self.desk.hasher.evaluations
    let desk = self.desk.desk
    let call = self.desk.anonymous()
    let refusals = [
      try await self.desk.reason {
        try await desk.sessions.verifySession(self.desk.verifierCall, token: token)
      },
      try await self.desk.reason {
        try await desk.signIn.completePasswordChange(call, ticket: token, password: password)
      },
      try await self.desk.reason {
        try await desk.recovery.inspectLink(call, token: token, population: population)
      },
      try await self.desk.reason {
        try await desk.recovery.completePasswordReset(
          call, token: token, population: population, password: password)
      },
      try await self.desk.reason {
        try await desk.recovery.completeActivation(
          call, token: token, population: population, password: password)
      },
      try await self.desk.reason {
        try await desk.recovery.confirmEmailChange(call, token: token, population: population)
      },
      try await self.desk.reason {
        try await desk.recovery.reportUnexpectedReset(call, token: token, population: population)
      },
    ]
    guard
      refusals
        == [.sessionInvalid, .ticketInvalid] + Array(repeating: Reason.linkInvalid, count: 5),
      self.desk.hasher.evaluations == evaluations
    else {
      throw self.disagreement("a foreign token", "I4: answered \(refusals.map(Self.text))")
    }
    try await self.check(after: "a foreign token", entries: 0)
  }
}
