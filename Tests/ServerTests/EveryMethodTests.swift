import LatchkeyApplication
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeyTesting
import LatchkeyWire
import Testing

/// Every method by its bytes.
@Suite("Every method")
struct EveryMethodTests {
  @Test("Each method is routed and answered", arguments: Method.allCases)
  func happy(method: Method) async throws {
    try await ServedDesk.run { served in
      try await Self.play(method, served)
      #expect(served.log.all == [])
    }
  }

  /// Calls a method as its caller would, and looks at what came of it.
  static func play(_ method: Method, _ served: ServedDesk) async throws {
    let desk = served.desk
    if method == .operatorBootstrap {
      let details = try await served.send(
        Operator.Bootstrap(
          displayName: "Ada Root", email: "ada@example.com", password: Secret("Gr0und-Truth!")),
        from: .host)
      #expect(details.isAccountAdministrator)
      #expect(details.status.rawValue == "Active")
      return
    }
    let ada = try await desk.bootstrap()
    let isPending = method == .recoveryCompleteActivation || method == .agentsSendInvitation
    let kim =
      isPending
      ? try await desk.account("kim@example.com", password: nil)
      : try await desk.agent("kim@example.com")
    let role = try await desk.role("Viewers", [.viewAgents])
    let reference = AccountReference.address(kim.email)
    let new = Secret("Brand-N3w-Words!")
    func link() async throws -> Secret {
      Secret(try await desk.forgottenLink(of: kim.email).revealed)
    }

    if try await Self.playCredentials(method, served, ada: ada, kim: kim) { return }
    switch method {
    case .serverPing:
      #expect(try await served.send(Server.Ping(payload: [1, 2])).payload == [1, 2])
    case .serverGetInfo:
      let info = try await served.send(Server.GetInfo(), from: .portal)
      #expect(info.principal == "portal")
      #expect(info.scopes == ["end_user"])
      #expect(info.isBootstrapped)
    case .serverGetHealth:
      let health = try await served.send(Server.GetHealth())
      #expect(health.status == .serving)
      #expect(health.failedMails == 0)
    case .serverDescribe:
      let all = try await served.send(Server.Describe(withText: true), from: .portal)
      #expect(all.methods.map(\.name) == Method.allCases.map(\.declaration.name))
      #expect(all.cddl == (try SchemaShape().cddl))
      let one = try await served.send(Server.Describe(method: "Agents.SetPassword"))
      #expect(one.methods.map(\.number) == [711])
      #expect(one.methods.first?.needsStepUp == true)
      #expect(one.methods.first?.permissions.count == 2)
      #expect(one.records.contains { $0.name == "AccountReference" && $0.isExclusive })
      #expect(!one.records.contains { $0.name == "Server.Ping" })
      #expect(try await served.failure(Server.Describe(method: "No.Such"))?.code == .notFound)
    case .operatorGetMetrics:
      let metrics = try await served.send(Operator.GetMetrics(withText: true), from: .host)
      #expect(metrics.calls.map(\.method) == ["Server.Ping"])
      #expect(metrics.calls.first?.durations.firstIndex(of: 1) == 2)
      #expect(metrics.boundsMicroseconds.prefix(4) == [1, 2, 4, 8])
      let text = try #require(metrics.text)
      #expect(text.hasSuffix("# EOF\n"))
      let labels = "method=\"Server.Ping\",status=\"OK\""
      #expect(text.contains("latchkey_call_seconds_bucket{\(labels),le=\"0.000002\"} 0\n"))
      #expect(text.contains("latchkey_call_seconds_bucket{\(labels),le=\"0.000004\"} 1\n"))
      #expect(text.contains("latchkey_call_seconds_bucket{\(labels),le=\"+Inf\"} 1\n"))
      #expect(text.contains("latchkey_call_seconds_sum{\(labels)} 0.000003\n"))
      #expect(metrics.gauges.map(\.name) == GaugeName.allCases.map(\.rawValue))
      for name in GaugeName.allCases {
        let family = "latchkey_" + name.rawValue.replacing("_total", with: "")
        #expect(text.contains("# TYPE \(family) \(name.isCounter ? "counter" : "gauge")\n"))
        #expect(text.contains("# HELP \(family) \(name.summary)\n"))
        let value = try #require(metrics.gauge(name))
        #expect(text.contains("\nlatchkey_\(name.rawValue) \(value)\n"))
      }
      let told: [GaugeName] = [
        .streamsOpen, .outputBytes, .jobsWaiting, .writesWaiting, .hashesWaiting, .hashes,
      ]
      #expect(told.map { metrics.gauge($0) } == [4, 5, 6, 7, 8, 9])
    case .signInSignIn:
      let answer = try await served.send(
        SignIn.SignIn(population: .agent, identifier: kim.email, password: Secret(kim.password)),
        from: .portal)
      #expect(answer.result == .session)
      #expect(answer.session != nil)
      #expect(answer.ticket == nil)
    case .signInCompletePasswordChange:
      _ = try await served.send(
        Agents.SetPassword(
          agent: reference, newPassword: Secret("Given-W0rds!"), requireChangeAtNextSignIn: true),
        session: ada.session)
      let ticket = try await served.send(
        SignIn.SignIn(population: .agent, identifier: kim.email, password: Secret("Given-W0rds!")))
      #expect(ticket.result == .passwordChangeRequired)
      #expect(ticket.reason == .oneTimePassword)
      #expect(ticket.session == nil)
      #expect(ticket.policy?.minimumLength == 8)
      let answer = try await served.send(
        SignIn.CompletePasswordChange(ticket: try #require(ticket.ticket), newPassword: new))
      #expect(answer.result == .session)
    case .signInReauthenticate:
      let answer = try await served.send(
        SignIn.Reauthenticate(password: Secret(kim.password)), session: kim.session)
      #expect(answer.freshUntil.rawValue == desk.clock.now().milliseconds + 300_000)
    case .signInSignOut:
      try await served.send(SignIn.SignOut(), session: kim.session)
      #expect(try await desk.works(kim.session) == false)
    case .sessionsVerifySession:
      let answer = try await served.send(
        Sessions.VerifySession(session: Secret(try #require(kim.session).revealed)), from: .sibling)
      #expect(answer.accountID == kim.id.rawValue)
      #expect(answer.population == .agent)
      #expect(answer.credentialEpoch == 1)
    case .sessionsListOwnSessions:
      let sessions = try await served.send(Sessions.ListOwnSessions(), session: kim.session)
        .sessions
      #expect(sessions.map(\.isCurrent) == [true])
    case .sessionsRevokeOwnSessions:
      _ = try await desk.session(kim.email, kim.password, .agent)
      #expect(
        try await served.send(Sessions.RevokeOwnSessions(), session: kim.session).revoked == 1)
      #expect(
        try await served.send(
          Sessions.RevokeOwnSessions(includeCurrent: true), session: kim.session
        ).revoked == 1)
    case .sessionsListSessions:
      #expect(
        try await served.send(
          Sessions.ListSessions(account: reference, population: .agent), session: ada.session
        )
        .sessions.count == 1)
    case .sessionsRevokeSessions:
      #expect(
        try await served.send(
          Sessions.RevokeSessions(account: reference, population: .agent), session: ada.session
        )
        .revoked == 1)
    case .passwordsGetPasswordPolicy:
      let policy = try await served.send(Passwords.GetPasswordPolicy(population: .contact))
      #expect(policy.minimumLength == 8)
      #expect(policy.rules.count == 6)
    case .passwordsCheckPassword:
      let answer = try await served.send(
        Passwords.CheckPassword(
          population: .agent, candidate: Secret("kim"), token: try await link()))
      #expect(answer.violations == [.tooShort, .noUppercase, .noDigit, .noSpecial])
    case .passwordsChangePassword:
      #expect(
        try await served.send(
          Passwords.ChangePassword(current: Secret(kim.password), newPassword: new),
          session: kim.session
        ).otherSessionsEnded == 0)
    case .recoveryRequestPasswordReset:
      let message = try await served.send(
        Recovery.RequestPasswordReset(population: .agent, address: kim.email), from: .portal)
      // S3.4
      #expect(message.message.contains("spam or junk"))
    case .recoveryInspectLink:
      let facts = try await served.send(
        Recovery.InspectLink(token: try await link(), population: .agent))
      #expect(facts.kind == .passwordReset)
      #expect(facts.maskedName == "J••• D•••")
    case .recoveryCompletePasswordReset:
      try await served.send(
        Recovery.CompletePasswordReset(
          token: try await link(), population: .agent, newPassword: new))
    case .recoveryCompleteActivation:
      let answer = try await served.send(
        Recovery.CompleteActivation(token: try await link(), population: .agent, newPassword: new))
      #expect(answer.result == .session)
    case .recoveryReportUnexpectedReset:
      try await served.send(
        Recovery.ReportUnexpectedReset(token: try await link(), population: .agent))
    case .agentsGetAgent:
      let details = try await served.send(Agents.GetAgent(agent: reference), session: ada.session)
      #expect(details.emails == [kim.email])
      #expect(details.status.rawValue == "Active")
    case .agentsListAgents:
      let page = try await served.send(
        Agents.ListAgents(limit: 1, search: "EXAMPLE"), session: ada.session)
      #expect(page.agents.map(\.id) == [ada.id.rawValue])
      let rest = try await served.send(
        Agents.ListAgents(limit: 9, afterID: page.nextAfterID), session: ada.session)
      #expect(rest.agents.map(\.id) == [kim.id.rawValue])
      #expect(rest.nextAfterID == nil)
    case .agentsCreateAgent:
      let details = try await served.send(
        Agents.CreateAgent(
          displayName: "New", email: "new@example.com", loginName: "newone", phone: "+43 1 234",
          locale: "de-AT", roleIDs: [role.rawValue], sendInvitation: true), session: ada.session)
      #expect(details.status.rawValue == "Pending activation")
      #expect(details.roles.map(\.name) == ["Viewers"])
    case .agentsUpdateAgent:
      let details = try await served.send(
        Agents.UpdateAgent(
          agent: reference, displayName: "Kim", emails: ["a@example.com", "b@example.com"],
          loginName: "kimmy", phone: "123-45", locale: "fr"), session: ada.session)
      #expect(details.emails == ["a@example.com", "b@example.com"])
      #expect(details.loginName == "kimmy")
      let without = try await served.send(
        Agents.UpdateAgent(agent: .loginName("kimmy"), loginName: "", phone: ""),
        session: ada.session)
      #expect(without.loginName == nil)
      #expect(without.phone == nil)
    case .agentsDeactivateAgent, .agentsReactivateAgent:
      let details = try await served.send(
        Agents.DeactivateAgent(agent: reference, reason: "Left"), session: ada.session)
      #expect(details.status.rawValue == "Deactivated")
      if method == .agentsDeactivateAgent { return }
      #expect(
        try await served.send(Agents.ReactivateAgent(agent: reference), session: ada.session)
          .status.rawValue == "Pending activation")
    case .agentsSendInvitation:
      #expect(
        try await served.send(Agents.SendInvitation(agent: reference), session: ada.session)
          .lifetimeMilliseconds == 604_800_000)
    case .agentsSetRoles:
      #expect(
        try await served.send(
          Agents.SetRoles(agent: reference, roleIDs: [role.rawValue]), session: ada.session
        ).roles.map(\.id) == [role.rawValue])
    case .agentsSendPasswordResetLink:
      let sent = try await served.send(
        Agents.SendPasswordResetLink(agent: reference), session: ada.session)
      #expect(sent.address == kim.email)
      #expect(sent.lifetimeMilliseconds == 172_800_000)
    case .agentsSetPassword:
      let answer = try await served.send(
        Agents.SetPassword(agent: reference, newPassword: new, requireChangeAtNextSignIn: false),
        session: ada.session)
      #expect(answer.status.rawValue == "Active")
      #expect(answer.expiresAt == nil)
    case .agentsTransferAccountAdministrator:
      #expect(
        try await served.send(
          Agents.TransferAccountAdministrator(agent: reference), session: ada.session
        ).isAccountAdministrator)
    case .accountsLock, .accountsListLocked, .accountsUnlock:
      try await served.send(
        Accounts.Lock(account: reference, reason: "On leave", population: .agent),
        session: ada.session)
      let locked = try await served.send(Accounts.ListLocked(limit: 5), session: ada.session)
      #expect(locked.accounts.map(\.lock.reason) == ["On leave"])
      try await served.send(
        Accounts.Unlock(account: reference, population: .agent), session: ada.session)
      #expect(
        try await served.send(Accounts.ListLocked(limit: 5), session: ada.session).accounts == [])
    case .accountsRequirePasswordChange:
      try await served.send(
        Accounts.RequirePasswordChange(account: reference, compromised: true, population: .agent),
        session: ada.session)
    case .rolesListRoles:
      #expect(
        try await served.send(Roles.ListRoles(), session: ada.session).roles.map(\.name)
          == ["Administrator", "Supervisor", "Agent", "Viewers"])
    case .rolesGetRole:
      #expect(
        try await served.send(Roles.GetRole(id: role.rawValue), session: ada.session).permissions
          == [.viewAgents])
    case .rolesCreateRole:
      let created = try await served.send(
        Roles.CreateRole(
          name: "Password Desk", permissions: [.manageAgents, .manageAgentPassword]),
        session: ada.session)
      #expect(created.memberCount == 0)
      #expect(!created.isBuiltIn)
    case .rolesUpdateRole:
      let updated = try await served.send(
        Roles.UpdateRole(id: role.rawValue, name: "Lookers", permissions: []), session: ada.session)
      #expect(updated.name == "Lookers")
      #expect(updated.permissions == [])
    case .rolesDeleteRole:
      #expect(
        try await served.send(Roles.DeleteRole(id: role.rawValue), session: ada.session).reassigned
          == 0)
    case .mailListMessages:
      try await served.send(Agents.SendPasswordResetLink(agent: reference), session: ada.session)
      let mails = try await served.send(Mail.ListMessages(limit: 5), session: ada.session).messages
      #expect(mails.map(\.state) == [.queued])
      try await desk.deliver()
      let view = try await served.send(Mail.ListMessages(limit: 5), session: ada.session).messages
      #expect(view.map(\.state) == [.delivered])
      let header = try #require(try desk.received().first?.headers["message-id"])
      #expect(header.contains(try #require(view.first?.messageID)))
    case .mailRetryMessage:
      try await served.send(Agents.SendPasswordResetLink(agent: reference), session: ada.session)
      let now = desk.clock.now()
      try await desk.store.write { transaction in
        for mail in try transaction.leaseMails(at: now, until: now, limit: 9, bulkLimit: 9) {
          _ = try transaction.settleMail(
            mail.id, attempt: mail.attempts, state: .failed, nextAttemptAt: now, deliveredAt: nil,
            lastError: "No room.")
        }
      }
      let view = try await served.send(Mail.RetryMessage(id: 1), session: ada.session)
      #expect(view.state == .queued)
    case .auditListEvents:
      let page = try await served.send(Audit.ListEvents(limit: 2), from: .collector)
      #expect(page.events.count == 2)
      #expect(page.nextBeforeSequence == page.events.last?.sequence)
      let first = try #require(
        try await served.send(Audit.ListEvents(limit: 200), from: .collector).events.last)
      #expect(first.actorLabel == "operator")
      #expect(first.action == "operator.bootstrap")
      #expect(first.target?.displayName == "Ada Root")
      let now = desk.clock.now().milliseconds
      let filtered = try await served.send(
        Audit.ListEvents(
          limit: 9, actorID: ada.id.rawValue, targetID: ada.id.rawValue, action: "sign_in",
          fromTime: UnixMilliseconds(rawValue: 0), toTime: UnixMilliseconds(rawValue: now + 1),
          principal: "console"),
        from: .collector)
      #expect(filtered.events.map(\.action) == ["sign_in"])
      #expect(filtered.nextBeforeSequence == nil)
      let all = try await served.send(
        Audit.ListEvents(limit: 9, action: "operator."), from: .collector)
      #expect(all.events.map(\.action) == ["operator.bootstrap"])
    case .auditVerifyChain:
      let verdict = try await served.send(Audit.VerifyChain(), session: ada.session)
      #expect(verdict.isIntact)
      #expect(verdict.entries == 5)
    case .contactsProvisionRequester, .contactsGetContact, .contactsListContacts,
      .contactsCreateContact, .contactsUpdateContact, .contactsSendActivation,
      .contactsDeactivateContact, .contactsReactivateContact, .contactsMergeContacts,
      .contactsEraseContact, .contactsConvertToAgent, .agentsDeleteAgent:
      try await Self.playContacts(method, served, by: ada, on: kim)
    case .operatorBootstrap:
      break
    case .rolesCloneRole, .rolesExplainAccess:
      try await Self.playAccess(method, served, as: ada, on: kim)
    case .settingsGetSettings, .settingsUpdateSettings:
      try await Self.playSettings(method, served, as: ada)
    case .mailGetServer, .mailUpdateServer, .mailTestServer:
      try await Self.playMailServer(method, served, as: ada)
    case .mailListTemplates, .mailPreviewTemplate, .mailUpdateTemplate:
      try await Self.playTemplates(method, served, as: ada)
    case .mailGetMessage, .mailCancelMessage, .mailListUndeliverable, .mailClearUndeliverable:
      try await Self.playOutbox(method, served, as: ada, on: kim)
    case .operatorBreakGlass:
      let answer = try await served.send(
        Operator.BreakGlass(removeSecondFactor: false, reason: "A trial", confirmed: true),
        from: .host)
      #expect(answer.account.displayName == "Ada Root")
      #expect(answer.expiresAt.rawValue == desk.clock.now().milliseconds + 86_400_000)
      let ticket = try await served.send(
        SignIn.SignIn(
          population: .agent, identifier: ada.email, password: answer.temporaryPassword))
      #expect(ticket.result == .passwordChangeRequired)
    case .operatorBackup:
      let path = desk.folder.path + "/copy"
      let answer = try await served.send(Operator.Backup(path: path), from: .host)
      #expect(answer.path == path)
      #expect(answer.bytes > 4_096)
      #expect(answer.auditSequence == 5)
    case .operatorDrain:
      _ = try await served.send(Operator.Drain(), from: .host)
      #expect(served.drainCount == 1)
    case .operatorRotateKeys:
      let answer = try await served.send(
        Operator.RotateKeys(compromised: false, confirmed: false), from: .host)
      #expect(answer.keyID.count == 8)
      #expect(try await served.send(Audit.VerifyChain(), session: ada.session).isIntact)
    case .secondFactorGetStatus, .secondFactorBeginTOTPEnrollment,
      .secondFactorConfirmTOTPEnrollment, .secondFactorRegenerateRecoveryCodes,
      .secondFactorDisableSecondFactor, .secondFactorResetSecondFactor,
      .signInCompleteSecondFactor:
      try await Self.playSecondFactor(method, served, by: ada, on: kim)
    case .contactsSetPassword, .contactsSendPasswordResetLink, .contactsPreviewTemporaryPassword,
      .contactsIssueTemporaryPassword, .accountsGetOwnAccount, .accountsUpdateOwnAccount,
      .recoveryConfirmEmailChange, .accountsRequirePasswordChangeOfMany:
      Issue.record("\(method) was played above.")
    case .serverWatchHealth, .sessionsWatchRevocations, .auditTailEvents, .auditExportEvents,
      .contactsImportContacts:
      // Streams need a socket: StreamTests and ImportStreamTests.
      break
    }
  }

  @Test(
    "Each method is known by number and by name, with the limits of its declaration",
    arguments: Method.allCases)
  func resolved(method: Method) async throws {
    try await ServedDesk.run { served in
      try await served.desk.bootstrap()
      let (sends, answers) =
        switch method.declaration.kind {
        case .unary: (false, false)
        case .serverStream: (false, true)
        case .clientStream: (true, false)
        case .bidirectional: (true, true)
        }
      var traits = MethodTraits(
        deadlineMillisecondsMax: method.declaration.deadlineMillisecondsMax,
        isSensitive: method.declaration.isSensitive, clientStreams: sends, serverStreams: answers)
      // Counted in a place of its own.
      // Those that siblings call all the time.
      traits.mayAnswerAtOnce = [.serverPing, .sessionsVerifySession].contains(method)
      traits.figuresSlot = (Method.allCases.firstIndex(of: method) ?? 0) + 1
      #expect(served.service.resolve(.number(UInt64(method.rawValue))) == traits)
      #expect(served.service.resolve(.name(method.declaration.name)) == traits)
    }
  }

  @Test(
    "A body that is no message of its method is refused before anything is done",
    arguments: Method.allCases)
  func malformed(method: Method) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let before = try served.desk.storedState()
      let count = try await served.desk.audit().count
      for (body, code) in [
        ([], .invalidArgument), ([0xFF], .invalidArgument), ([0xF6], .invalidArgument),
        ([0xA0, 0x00], .invalidArgument), ([0x80], .invalidArgument),
        ([0xBF, 0xFF], .invalidArgument), ([0xA1, 0x20, 0x00], .unimplemented),
        ([UInt8](repeating: 0x81, count: 5_000), .invalidArgument),
      ] as [([UInt8], StatusCode)] {
        let result = await served.send(
          .number(UInt64(method.rawValue)), body: body, session: ada.session)
        guard case .failure(let failure) = result else {
          Issue.record("\(body) is taken.")
          continue
        }
        #expect(failure.code == code, "\(body)")
        #expect(failure.reason == "MALFORMED")
        #expect(failure.outcome == .notStarted)
      }
      #expect(try served.desk.storedState() == before)
      #expect(try await served.desk.audit().count == count)
    }
  }

  @Test(
    "W4.16 a process of an unknown user is told so, whatever it calls", arguments: Method.allCases)
  func unknownUser(method: Method) async throws {
    try await ServedDesk.run { served in
      let result = await served.send(
        .name(method.declaration.name), body: [0xA0], from: .stranger)
      guard case .failure(let failure) = result else {
        Issue.record("A stranger is served.")
        return
      }
      #expect(failure.code == .unauthenticated)
      #expect(failure.reason == "SERVICE_UNKNOWN")
    }
  }

  @Test(
    "What is no method is unimplemented",
    arguments: [
      .number(0), .number(99_999), .number(.max), .number(199), .name(""), .name("Server.ping"),
    ] as [MethodSelector])
  func unknownMethod(selector: MethodSelector) async throws {
    try await ServedDesk.run { served in
      #expect(served.service.resolve(selector) == nil)
      guard case .failure(let failure) = await served.send(selector, body: [0xA0]) else {
        Issue.record("It is answered.")
        return
      }
      #expect(failure.code == .unimplemented)
    }
  }
}
