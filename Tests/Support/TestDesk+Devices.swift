public import LatchkeyApplication
public import LatchkeyBase
internal import LatchkeyCrypto
import LatchkeyDomain

/// A device as its owner holds it: it knows its seed, and the test tells it the time.
public struct TestDevice: Sendable {
  /// What its codes come from.
  public let seed: Secret

  /// Reads the key that was shown (RFC 4648, 6). Not the product's own writing read backwards: bit by
  /// bit.
  public init(key: Secret) {
    var bits: [UInt8] = []
    key.withBytes { text in
      for index in text.indices {
        let value = text[index] >= 0x41 ? text[index] - 0x41 : text[index] - 0x32 + 26
        for bit in (0..<5).reversed() { bits.append(value >> UInt8(bit) & 1) }
      }
    }
    self.seed = Secret(
      copying:
        stride(from: 0, to: bits.count / 8 * 8, by: 8).map { start in
          bits[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | $1 }
        })
  }

  /// What it shows at a moment, or some steps earlier or later.
  public func code(at moment: Timestamp, stepsLater: Int64 = 0) -> Secret {
    let step = TimeStep(number: TimeStep(at: moment).number + stepsLater)
    guard let digits = OneTimeCodes.code(of: self.seed, at: step) else {
      preconditionFailure("There is a code in every step from 1970 on.")
    }
    return Secret(copying: digits)
  }
}

extension TestDesk {
  /// What a device shows now.
  public func code(of device: TestDevice, stepsLater: Int64 = 0) -> Secret {
    device.code(at: self.clock.now(), stepsLater: stepsLater)
  }

  /// Gives somebody who is signed in and has proved it a device. The clock moves to the next step.
  public func enroll(
    _ colleague: Colleague
  ) async throws -> (device: TestDevice, recoveryCodes: [Secret]) {
    let shown = try await self.desk.secondFactor.beginTOTPEnrollment(
      self.call(colleague), ticket: nil)
    let device = TestDevice(key: shown.seed)
    let enrolled = try await self.desk.secondFactor.confirmTOTPEnrollment(
      self.call(colleague), code: self.code(of: device), ticket: nil)
    self.clock.advance(TimeStep.length)
    return (device, enrolled.recoveryCodes)
  }

  /// The ticket of a sign-in that asks for a code of the device.
  public func codeTicket(
    _ identifier: String, _ password: String, _ population: Population = .agent
  ) async throws -> Secret {
    guard
      case .secondFactorRequired(let ticket) = try await self.tryPassword(
        identifier, password, population)
    else { throw NoSession() }
    return ticket.token
  }
}

extension SignInResult {
  /// The session of somebody who is in.
  ///
  /// - Throws: ``TestDesk/NoSession`` for somebody who is not.
  public func session() throws -> IssuedSession {
    guard case .session(let session) = self else { throw TestDesk.NoSession() }
    return session
  }
}
