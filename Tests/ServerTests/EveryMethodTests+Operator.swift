import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Operator`.
  static let operators: [Method: EveryMethodScene.Play] = [
    .operatorGetMetrics: { scene in
      let metrics = try await scene.served.send(Operator.GetMetrics(withText: true), from: .host)
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
    },
    .operatorBreakGlass: { scene in
      let answer = try await scene.served.send(
        Operator.BreakGlass(removeSecondFactor: false, reason: "A trial", confirmed: true),
        from: .host)
      #expect(answer.account.displayName == "Ada Root")
      #expect(answer.expiresAt.milliseconds == scene.desk.clock.now().milliseconds + 86_400_000)
      let ticket = try await scene.served.send(
        SignIn.SignIn(
          population: .agent, identifier: scene.ada.email, password: answer.temporaryPassword))
      #expect(ticket.result == .passwordChangeRequired)
    },
    .operatorBackup: { scene in
      let path = scene.desk.folder.path + "/copy"
      let answer = try await scene.served.send(Operator.Backup(path: path), from: .host)
      #expect(answer.path == path)
      #expect(answer.bytes > 4_096)
      #expect(answer.auditSequence == 5)
    },
    .operatorDrain: { scene in
      _ = try await scene.served.send(Operator.Drain(), from: .host)
      #expect(scene.served.drainCount == 1)
    },
    .operatorRotateKeys: { scene in
      let answer = try await scene.served.send(
        Operator.RotateKeys(compromised: false, confirmed: false), from: .host)
      #expect(answer.keyID.count == 8)
      #expect(try await scene.served.send(Audit.VerifyChain(), session: scene.ada.session).isIntact)
    },
  ]
}
