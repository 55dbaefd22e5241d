import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The whole of authorization as a text that a person can read: one block for each rule, a row for
/// each kind of caller, a column for each kind of target.
enum Matrix {
  /// How refusals are written in cells, and what they mean, in the order of the checks.
  static let words: [(Reason, String, String)] = [
    (.scopeMissing, "scope", "the service may not call this"),
    (.sessionRequired, "no session", "a person must be signed in"),
    (.sessionInvalid, "ended", "the session was ended"),
    (.sessionExpired, "expired", "the session lived its time"),
    (.missingPermission, "permission", "the caller's roles lack a permission"),
    (.notFound, "missing", "the target is not there"),
    (.accountAdministratorProtected, "owner", "only the Account Administrator may"),
    (.useChangeOwnPassword, "own way", "the own password is changed by the own way"),
    (.cannotTargetSelf, "self", "not for oneself"),
    (.cannotChangeOwnRoles, "own roles", "nobody changes the own roles"),
    (.targetOutranksActor, "rank", "the target has permissions that the caller lacks"),
    (.wrongPopulation, "population", "a contact where an agent must be, or the reverse"),
    (.cannotGrantUnheldPermission, "unheld", "the call would give what the caller lacks"),
    (.stepUpRequired, "step-up", "the caller must prove first who they are"),
  ]

  private static let allowed = "yes"

  private static func word(_ denied: Denial?) -> String {
    guard let denied else { return self.allowed }
    return self.words.first { $0.0 == denied.reason }?.1 ?? denied.reason.rawValue
  }

  /// A kind of caller.
  private struct Caller {
    let name: String
    let presented: PresentedSubject
    let target: Target?
  }

  private static let callers: [Caller] =
    [
      Caller(name: "nobody", presented: .nobody, target: nil),
      Caller(name: "ended session", presented: .refused(.invalid), target: nil),
      Caller(name: "expired session", presented: .refused(.expired), target: nil),
    ]
    + Desk.everybody.flatMap { actor in
      [
        Caller(name: actor.name, presented: actor.signedIn(proved: false), target: actor.target),
        Caller(
          name: actor.name + ", proved", presented: actor.signedIn(proved: true),
          target: actor.target),
      ]
    }

  /// A kind of target, for one caller; nil where the caller has none of that kind.
  private struct Column {
    let name: String
    let granting: PermissionSet
    let target: (Caller) -> Target?
  }

  private static func columns(_ kind: TargetKind, grants: Bool) -> [Column] {
    let other = Desk.Actor("another of the kind", 60, [])
    func account(_ name: String, _ actor: Desk.Actor) -> Column {
      Column(name: name, granting: []) { _ in
        // The same kind of person, yet somebody else.
        .account(
          Target.AccountFacts(
            id: actor.isAccountAdministrator ? actor.id : AccountID(rawValue: other.id.rawValue),
            population: actor.population, permissions: actor.permissions,
            isAccountAdministrator: actor.isAccountAdministrator))
      }
    }
    func giving(_ name: String, _ granting: PermissionSet, _ target: Target) -> Column {
      Column(name: name, granting: granting) { _ in target }
    }
    switch kind {
    case .nothing:
      guard grants else { return [giving("-", [], .none)] }
      return [
        giving("gives none", [], .none),
        giving("+View Agents", PermissionSet([.viewAgents]), .none),
        giving("+Super Admin", PermissionSet([.superAdmin]), .none),
      ]
    case .account:
      let accounts = [
        Column(name: "oneself", granting: []) { $0.target }, account("no role", Desk.newcomer),
        account("Agent", Desk.agent), account("Super Admin", Desk.superAdmin),
        account("Acc. Admin.", Desk.accountAdministrator), account("contact", Desk.contact),
        giving("missing", [], .missing),
      ]
      guard grants else { return accounts }
      return accounts + [
        giving("+View Agents", PermissionSet([.viewAgents]), Desk.newcomer.target),
        giving("+Super Admin", PermissionSet([.superAdmin]), Desk.newcomer.target),
      ]
    case .contact:
      let accounts = [
        account("contact", Desk.contact), account("no role", Desk.newcomer),
        account("Super Admin", Desk.superAdmin),
        account("Acc. Admin.", Desk.accountAdministrator), giving("missing", [], .missing),
      ]
      guard grants else { return accounts }
      return accounts + [
        giving("+View Agents", PermissionSet([.viewAgents]), Desk.contact.target),
        giving("+Super Admin", PermissionSet([.superAdmin]), Desk.contact.target),
      ]
    case .role:
      let roles = [
        giving("empty role", [], Desk.role()), giving("View Agents", [], Desk.role(.viewAgents)),
        giving("Super Admin", [], Desk.role(.superAdmin)), giving("missing", [], .missing),
      ]
      guard grants else { return roles }
      return roles + [
        giving("+View Agents", PermissionSet([.viewAgents]), Desk.role()),
        giving("+Super Admin", PermissionSet([.superAdmin]), Desk.role()),
      ]
    }
  }

  /// The whole document.
  static func document() -> String {
    var lines = [
      "Who may call what", "=================", "",
      "Written by a test from the rules in force; changed only by changing a rule.", "",
      "yes          allowed",
    ]
    for (_, word, meaning) in self.words { lines.append(self.pad(word, to: 13) + meaning) }
    lines += ["", "People:", ""]
    for actor in Desk.everybody {
      let holds =
        actor.permissions == .everything
        ? "everything" : actor.permissions.permissions.map(\.label).joined(separator: ", ")
      lines.append(self.pad(actor.name, to: 22) + (holds.isEmpty ? "nothing" : holds))
    }
    lines += [
      "", "A caller with \"proved\" gave a step-up proof in the last minutes. Rows of callers who",
      "hear the same are written together. Targets are other people unless they say \"oneself\".",
      "\"+View Agents\": the call gives this to somebody, or to a role, that has nothing. \".\": no such",
      "case, or never.",
    ]
    lines += self.scopes()
    lines += self.blocks()
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Services

  /// Which scope of the calling service opens which method.
  private static func scopes() -> [String] {
    var rows: [(key: [String], names: [String])] = []
    for method in Method.allCases {
      let key =
        ["none"].map { _ in self.opens(method, []) }
        + Scope.allCases.map {
          self.opens(method, [$0])
        }
      let name = "\(method.rawValue) \(method.declaration.name)"
      if let index = rows.firstIndex(where: { $0.key == key }) {
        rows[index].names.append(name)
      } else {
        rows.append((key, [name]))
      }
    }
    var lines = [
      "", "", "Through which service", "---------------------", "",
      "\"alone\": without a person. \"person\": for the owner of a session who may.", "",
    ]
    let names = ["no scope"] + Scope.allCases.map(\.rawValue)
    lines.append(self.row("", names, widths: names.map { $0.count + 2 }))
    for (key, methods) in rows {
      for (index, method) in methods.enumerated() {
        lines.append(
          self.row(
            method, index == methods.count - 1 ? key : [], widths: names.map { $0.count + 2 }))
      }
      lines.append("")
    }
    return lines.dropLast()
  }

  private static func opens(_ method: Method, _ scopes: Set<Scope>) -> String {
    let service = ServicePrincipal(name: "sibling", scopes: scopes)
    let alone = denial(method, through: service, by: .nobody, on: .missing)
    let person = denial(
      method, through: service, by: Desk.accountAdministrator.signedIn(proved: true), on: .missing)
    if alone?.reason == .notFound { return "alone" }
    return person?.reason == .notFound ? "person" : "."
  }

  // MARK: People

  /// One block for each set of methods under one rule.
  private static func blocks() -> [String] {
    var lines = ["", "", "Through a console (end_user and agent_relay)"]
    lines.append(String(repeating: "-", count: lines[2].count))
    var groups: [(body: [String], rule: [String], names: [String])] = []
    for method in Method.allCases where method != .operatorBootstrap {
      for aspect in method.aspects {
        let body = self.table(method, aspect)
        let rule = self.rule(method.requirement(aspect))
        let name =
          "\(method.rawValue) \(method.declaration.name)"
          + (aspect == .plain ? "" : ", \(aspect.rawValue)")
        if let index = groups.firstIndex(where: { $0.body == body && $0.rule == rule }) {
          groups[index].names.append(name)
        } else {
          groups.append((body, rule, [name]))
        }
      }
    }
    for group in groups { lines += ["", ""] + group.names + group.rule + [""] + group.body }
    return lines
  }

  private static func rule(_ rule: Requirement) -> [String] {
    var words =
      switch rule.subject {
      case .nobody: "anybody"
      case .ownSession: "owners of a session"
      case .agentWithAll(let permissions):
        permissions.map(\.label).joined(separator: " and ")
      case .agentWithAny(let permissions):
        permissions.map(\.label).joined(separator: " or ")
      case .accountAdministrator: "the Account Administrator"
      case .hostOperator: "the operator on the host"
      }
    if rule.needsStepUp { words += ", with step-up" }
    if rule.needsStepUpBySetting { words += ", with step-up where the settings ask for it" }
    return ["  asks: \(words)"]
  }

  private static func table(_ method: Method, _ aspect: Aspect) -> [String] {
    let columns = self.columns(method.targetKind, grants: method.grants)
    var rows: [(cells: [String], names: [String])] = []
    for caller in self.callers {
      let cells = columns.map { column -> String in
        guard let target = column.target(caller) else { return "." }
        return self.word(
          denial(
            method, aspect: aspect, by: caller.presented, on: target, granting: column.granting))
      }
      // Without a target of one's own, a row is equal to one that says the same everywhere.
      if let index = rows.firstIndex(where: { self.isEqual($0.cells, cells) }) {
        rows[index].names.append(caller.name)
      } else {
        rows.append((cells, [caller.name]))
      }
    }
    // Where every target gets the same answer, one column says it.
    let isFlat = rows.allSatisfy { Set($0.cells.filter { $0 != "." }).count == 1 }
    let widths = columns.map { max($0.name.count, 10) + 2 }
    var lines: [String] = []
    if !isFlat { lines.append(self.row("", columns.map(\.name), widths: widths)) }
    for (cells, names) in rows {
      let answers = Set(cells.filter { $0 != "." })
      let shown = answers.count == 1 ? Array(answers) : cells
      for (index, name) in self.wrapped(self.merged(names)).enumerated() {
        lines.append(self.row("  " + name, index == 0 ? shown : [], widths: widths))
      }
    }
    return lines
  }

  private static func isEqual(_ left: [String], _ right: [String]) -> Bool {
    zip(left, right).allSatisfy { $0 == $1 || (Set(left + right).count == 2 && $1 == ".") }
  }

  /// "Agent" and "Agent, proved" in one row are just "Agent", with or without.
  private static func merged(_ names: [String]) -> [String] {
    names.filter { name in
      !(name.hasSuffix(", proved") && names.contains(String(name.dropLast(8))))
    }.map { name in
      let isEither =
        names.contains(name + ", proved")
        || !self.callers.contains {
          $0.name == name + ", proved"
        }
      return isEither || name.hasSuffix(", proved") ? name : name + ", not proved"
    }
  }

  /// Names in lines of a column's width, separated by semicolons.
  private static func wrapped(_ names: [String]) -> [String] {
    var lines = [""]
    for (index, name) in names.enumerated() {
      let piece = name + (index == names.count - 1 ? "" : ";")
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = piece
      } else if last.count + 1 + piece.count <= 40 {
        lines[lines.count - 1] = last + " " + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }

  private static func row(_ head: String, _ cells: [String], widths: [Int]) -> String {
    var line = self.pad(head, to: 44)
    for (cell, width) in zip(cells, widths) { line += self.pad(cell, to: width) }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
