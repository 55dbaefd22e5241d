import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Codes, as they are written and typed")
struct SecondFactorTests {
  private static func text(_ secret: Secret?) -> String? {
    secret.map { secret in
      secret.withBytes { bytes in
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
      }
    }
  }

  private static func bytes(_ secret: Secret?) -> [UInt8]? {
    secret.map { secret in secret.withBytes { bytes in bytes.indices.map { bytes[$0] } } }
  }

  @Test(
    "Steps last 30 seconds, from 1970 on",
    arguments: [(0, 0), (29_999, 0), (30_000, 1), (59_999, 1), (-1, 0), (.min, 0)]
      as [(Int64, Int64)])
  func steps(moment: Int64, number: Int64) {
    #expect(TimeStep(at: Timestamp(milliseconds: moment)).number == number)
  }

  @Test(
    "The step before and the one behind are accepted too, and none before 1970",
    arguments: [(0, [0, 1]), (30_000, [0, 1, 2]), (3_000_000, [99, 100, 101])]
      as [(Int64, [Int64])])
  func accepted(moment: Int64, numbers: [Int64]) {
    #expect(TimeStep.accepted(at: Timestamp(milliseconds: moment)).map(\.number) == numbers)
  }

  @Test(
    "A code is six digits, with spaces where devices put them",
    arguments: [
      ("012345", "012345"), ("012 345", "012345"), (" 012345 ", "012345"), ("01234", nil),
      ("0123456", nil), ("01234a", nil), ("", nil), ("      ", nil), ("０１２３４５", nil),
      ("012-345", nil), ("012345\n", nil), (String(repeating: " ", count: 25), nil),
    ] as [(String, String?)])
  func codes(typed: String, read: String?) {
    #expect(Self.text(OneTimeCode.read(Secret(copying: typed.utf8))) == read)
  }

  @Test(
    "A recovery code is 24 letters and digits in six groups, and reads back however it is typed")
  func recoveryCodes() {
    let bytes = (0..<15).map { UInt8($0 * 17) }
    let text = Self.text(RecoveryCode.write(bytes)) ?? ""
    #expect(text.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4])
    let forms = [
      text, text.uppercased(), text.filter { $0 != "-" },
      text.map { $0 == "-" ? " " : String($0) }.joined(), "  \(text)  ",
    ]
    for form in forms {
      #expect(Self.bytes(RecoveryCode.read(Secret(copying: form.utf8))) == bytes, "\(form)")
    }
  }

  @Test(
    "What is no recovery code is none",
    arguments: [
      "", "abcd", "abcd-efgh-ijkl-mnop-qrst-uvw", "abcd-efgh-ijkl-mnop-qrst-uvwxy",
      "abcd-efgh-ijkl-mnop-qrst-uvw1", "abcd-efgh-ijkl-mnop-qrst-uvw8",
      "äbcd-efgh-ijkl-mnop-qrst-uvwx", String(repeating: "-", count: 101), "123456",
    ])
  func noRecoveryCodes(typed: String) {
    #expect(RecoveryCode.read(Secret(copying: typed.utf8)) == nil)
  }

  @Test(
    "A seed is written as RFC 4648 says",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
      ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
  func base32(bytes: String, text: String) {
    #expect(Self.text(DeviceText.base32(Secret(copying: bytes.utf8))) == text)
  }

  @Test(
    "S3.18 The address that a QR code holds names desk and account, with nothing that ends a name")
  func uri() {
    let uri = DeviceText.uri(
      Secret(copying: "foobar".utf8), issuer: "Ada & Co: Help", account: "bø+1@example.org")
    #expect(
      Self.text(uri)
        == "otpauth://totp/Ada%20%26%20Co%3A%20Help:b%C3%B8%2B1%40example.org"
        + "?secret=MZXW6YTBOI&issuer=Ada%20%26%20Co%3A%20Help")
  }

  @Test("Getting and losing a device is a change of the credential: the epoch grows")
  func epochs() throws {
    var account = try Sample.account()
    let before = account.epoch
    account.addSecondFactor()
    #expect(account.hasSecondFactor && account.epoch == before + 1)
    account.removeSecondFactor(under: .portal)
    #expect(!account.hasSecondFactor && account.epoch == before + 2)
  }

  @Test("I9 without the device that let a password be shorter, another one is asked for")
  func shorterPasswords() throws {
    for (policy, changes) in [(PasswordPolicy.portal, false), (.nist, true)] {
      var account = try Sample.account()
      account.setPassword(PasswordHash(phc: "x"))
      account.addSecondFactor()
      account.removeSecondFactor(under: policy)
      if case .mustChange(_, .expiredByPolicy) = account.credential {
        #expect(changes)
      } else {
        #expect(!changes)
      }
    }
  }

  @Test("The device goes with everything that signs in: merged, erased, elsewhere, gone")
  func ends() throws {
    let now = Timestamp(milliseconds: 1)
    let ends: [(inout Account) -> Void] = [
      { $0.merge(into: AccountID(rawValue: 9), at: now) }, { $0.erase(at: now) },
      { $0.changeAuthenticationSource(.external) },
      { $0.leave(for: AccountID(rawValue: 9), at: now) },
    ]
    for end in ends {
      var account = try Sample.account()
      account.addSecondFactor()
      end(&account)
      #expect(!account.hasSecondFactor)
    }
  }

  @Test("The device stays through deactivation and a new invitation: coming back leads by it")
  func stays() throws {
    var account = try Sample.account()
    account.addSecondFactor()
    account.deactivate(by: nil, at: Timestamp(milliseconds: 1), reason: "")
    account.reactivate()
    #expect(account.hasSecondFactor)
  }

  @Test("Who must have a device, and from when on, is the earliest that asks for it")
  func required() throws {
    var settings = DeskSettings()
    var agent = try Sample.account()
    agent.setRoles([RoleID(rawValue: 7)])
    let contact = try Sample.account(.contact)
    func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }
    #expect(settings.secondFactorRequiredFrom(agent) == nil)
    settings.rolesWithSecondFactor = [RoleID(rawValue: 7)]
    #expect(settings.secondFactorRequiredFrom(agent) == nil)
    settings.rolesNeedSecondFactorFrom = at(200)
    #expect(settings.secondFactorRequiredFrom(agent) == at(200))
    settings.agentsNeedSecondFactorFrom = at(300)
    #expect(settings.secondFactorRequiredFrom(agent) == at(200))
    settings.rolesWithSecondFactor = [RoleID(rawValue: 8)]
    #expect(settings.secondFactorRequiredFrom(agent) == at(300))
    #expect(settings.secondFactorRequiredFrom(contact) == nil)
    settings.contactsNeedSecondFactorFrom = at(100)
    #expect(settings.secondFactorRequiredFrom(contact) == at(100))
  }
}
