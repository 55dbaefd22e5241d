import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Audit`.
  static let audit: [Method: EveryMethodScene.Play] = [
    .auditListEvents: { scene in
      let page = try await scene.served.send(Audit.ListEvents(limit: 2), from: .collector)
      #expect(page.events.count == 2)
      #expect(page.nextBeforeSequence == page.events.last?.sequence)
      let first = try #require(
        try await scene.served.send(Audit.ListEvents(limit: 200), from: .collector).events.last)
      #expect(first.actorLabel == "operator")
      #expect(first.action == "operator.bootstrap")
      #expect(first.target?.displayName == "Ada Root")
      let now = scene.desk.clock.now().milliseconds
      let filtered = try await scene.served.send(
        Audit.ListEvents(
          limit: 9, actorID: scene.ada.id.rawValue, targetID: scene.ada.id.rawValue,
          action: "sign_in",
          fromTime: Timestamp(milliseconds: 0), toTime: Timestamp(milliseconds: now + 1),
          principal: "console"),
        from: .collector)
      #expect(filtered.events.map(\.action) == ["sign_in"])
      #expect(filtered.nextBeforeSequence == nil)
      let all = try await scene.served.send(
        Audit.ListEvents(limit: 9, action: "operator."), from: .collector)
      #expect(all.events.map(\.action) == ["operator.bootstrap"])
    },
    .auditVerifyChain: { scene in
      let verdict = try await scene.served.send(Audit.VerifyChain(), session: scene.ada.session)
      #expect(verdict.isIntact)
      #expect(verdict.entries == 5)
    },
  ]
}
