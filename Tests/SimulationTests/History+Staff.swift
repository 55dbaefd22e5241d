import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

/// One call of staff that is a single transaction: what is expected of it, and how it is made.
struct StaffAction: Sendable {
  let words: String
  let expect: @Sendable (inout Model) -> Model.Expectation
  let perform: @Sendable () async throws -> Void
}

extension History {
  func staffAction(_ session: Int) -> StaffAction {
    let target = self.person()
    let selector = AccountSelector.id(self.ids[target])
    let call = self.call(session)
    let desk = self.desk
    let by = "session \(session)"
    switch self.pick(0...11) {
    case 0, 1:
      return StaffAction(words: "\(by) sends p\(target) a link") {
        $0.sendLink(session, target)
      } perform: {
        _ = try await desk.desk.sendAgentResetLink(call, to: selector)
      }
    case 2:
      return StaffAction(words: "\(by) invites p\(target)") {
        $0.invite(session, target)
      } perform: {
        _ = try await desk.desk.sendInvitation(call, to: selector)
      }
    case 3:
      let email = self.newEmail()
      return StaffAction(words: "\(by) changes the address of p\(target)") {
        $0.changeEmail(session, target, to: email)
      } perform: {
        var changes = AgentChanges()
        changes.emails = [try EmailAddress(email)]
        _ = try await desk.desk.updateAgent(call, selector, changes)
      }
    case 4:
      return StaffAction(words: "\(by) deactivates p\(target)") {
        $0.deactivate(session, target)
      } perform: {
        _ = try await desk.desk.deactivateAgent(call, selector, reason: "")
      }
    case 5:
      return StaffAction(words: "\(by) reactivates p\(target)") {
        $0.reactivate(session, target)
      } perform: {
        _ = try await desk.desk.reactivateAgent(call, selector)
      }
    case 6:
      return StaffAction(words: "\(by) locks p\(target)") {
        $0.lock(session, target)
      } perform: {
        try await desk.desk.lock(call, selector, reason: "")
      }
    case 7:
      return StaffAction(words: "\(by) unlocks p\(target)") {
        $0.unlock(session, target)
      } perform: {
        try await desk.desk.unlock(call, selector)
      }
    case 8:
      let leaked = self.pick(0...1) == 0
      return StaffAction(words: "\(by) has p\(target) change, leaked \(leaked)") {
        $0.requireChange(session, target, leaked: leaked)
      } perform: {
        try await desk.desk.requirePasswordChange(call, selector, isCompromised: leaked)
      }
    case 9:
      let role = self.pick(0...4)
      let roles = role < 4 ? [self.roles[role]] : []
      return StaffAction(words: "\(by) gives p\(target) role \(role)") {
        $0.setRole(session, target, role < 4 ? role : nil)
      } perform: {
        _ = try await desk.desk.setRoles(call, of: selector, to: roles)
      }
    case 10:
      return StaffAction(words: "\(by) ends the sessions of p\(target)") {
        $0.revoke(session, target)
      } perform: {
        _ = try await desk.desk.revokeSessions(call, of: selector, session: nil)
      }
    default:
      return StaffAction(words: "\(by) hands the office to p\(target)") {
        $0.transfer(session, target)
      } perform: {
        _ = try await desk.desk.transferAccountAdministrator(call, to: selector)
      }
    }
  }

  /// Two calls at once: results and state are those of one order or of the other.
  func two(_ session: Int) async throws {
    let left = self.staffAction(session)
    let right = self.staffAction(self.session() ?? session)
    let desk = self.desk
    async let first = desk.reason(left.perform)
    async let second = desk.reason(right.perform)
    let found = [try await first, try await second]
    let sight = try await self.look()
    let added = sight.entries - self.entries
    let words = "at once: \(left.words), \(right.words)"
    let start = self.model
    for isSwapped in [false, true] {
      var model = start
      var expected: [Model.Expectation]
      if isSwapped {
        let last = right.expect(&model)
        expected = [left.expect(&model), last]
      } else {
        let first = left.expect(&model)
        expected = [first, right.expect(&model)]
      }
      guard expected.map(\.reason) == found,
        expected.reduce(0, { $0 + $1.entries }) == Int(added)
      else { continue }
      self.model = model
      if self.difference(sight) == nil {
        self.entries = sight.entries
        self.trace.append(words)
        return
      }
    }
    self.model = start
    throw self.disagreement(
      words, "no order explains \(found.map { $0?.rawValue ?? "done" }) and \(added) entries")
  }
}
