import LatchkeyStore
import LatchkeyTesting
import Testing

@Suite("The plan of every statement")
struct QueryPlanTests {
  /// Where the whole table is wanted, or a part of it that no index can know.
  static let walks: [String: [String]] = [
    // Roles are few, and all of them are asked for.
    "role.every": ["SCAN role"],
    // So are settings that were changed.
    "setting.values": ["SCAN setting"], "setting.announced": ["SCAN setting_announced"],
    // Count what an index has found, so many at most.
    "mail.countInState": ["SCAN (subquery-1)"],
    "addressTrouble.countUndeliverable": ["SCAN (subquery-1)"],
    // The mail server is one, in a dozen rows at most.
    "mailServer.facts": ["SCAN mail_server"],
    // Walks the rows that the sub-query has found, a page at most.
    "account.withAnyEmail": ["SCAN found"],
    // Walks what the index of names has found, so many at most.
    "contactSearch.matching": ["SCAN contact_search VIRTUAL TABLE INDEX 64:M1>", "SCAN found"],
    "contactSearch.matches": [
      "SCAN contact_search VIRTUAL TABLE INDEX 64:M1>", "SCAN (subquery-1)",
    ],
    "contact.holders": ["SCAN (subquery-1)"],
    // How many there are, when the keys are rotated.
    "secondFactor.count": ["SCAN second_factor USING COVERING INDEX second_factor_seed_key"],
    "secondFactor.endRecoveryCodes": ["SCAN recovery_code"],
    "secondFactor.endEnrollments": ["SCAN enrollment"],
    "secondFactor.endSteps": ["SCAN second_factor"],
    // Mails under way, a handful; and counts what an hour's budget allows, at most.
    "mail.inHand": ["SCAN mail USING INDEX mail_in_hand"],
    "mail.deliveredSince": ["SCAN (subquery-1)"], "mail.deliveredTo": ["SCAN (subquery-1)"],
    // Offline, once, over everything: a restored store.
    "desk.dropMail": ["SCAN mail USING INDEX mail_due", "SCAN mail"],
    "desk.endTemporaryPasswords": ["SCAN account"],
    "desk.forgetCalls": ["SCAN remembered_call"],
    // Merges two short pages.
    "audit.beforeOfAccount": Self.merge, "audit.beforeRefusedOfAccount": Self.merge,
  ]

  private static let merge = [
    "SCAN (subquery-1)", "SCAN (subquery-3)", "UNION USING TEMP B-TREE",
  ]

  @Test("No statement walks a table, and none sorts one, unless the whole of it is wanted")
  func plans() async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    for statement in StatementText.all where !statement.name.hasPrefix("transaction.") {
      let plan = try rawPlan(folder.file, statement.sql)
      let walks = plan.filter { line in
        (line.hasPrefix("SCAN ") && line != "SCAN CONSTANT ROW" || line.contains("TEMP B-TREE"))
          && !(Self.walks[statement.name] ?? []).contains(line)
      }
      #expect(walks == [], "\(statement.name): \(plan)")
    }
  }
}
