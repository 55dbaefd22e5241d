import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Passwords`.
  static let passwords: [Method: EveryMethodScene.Play] = [
    .passwordsGetPasswordPolicy: { scene in
      let policy = try await scene.served.send(Passwords.GetPasswordPolicy(population: .contact))
      #expect(policy.minimumLength == 8)
      #expect(policy.rules.count == 6)
    },
    .passwordsCheckPassword: { scene in
      let answer = try await scene.served.send(
        Passwords.CheckPassword(
          population: .agent, candidate: Secret("kim"), token: try await scene.link()))
      #expect(answer.violations == [.tooShort, .noUppercase, .noDigit, .noSpecial])
    },
    .passwordsChangePassword: { scene in
      let answer = try await scene.served.send(
        Passwords.ChangePassword(current: Secret(scene.kim.password), newPassword: scene.new),
        session: scene.kim.session
      ).otherSessionsEnded
      #expect(answer == 0)
    },
  ]
}
