import LatchkeyBase
import LatchkeyDomain
import Testing

/// Answers what the policy says to a text, with a common-password list of a few words.
func violations(
  _ text: String, under policy: PasswordPolicy = .portal,
  of person: PasswordPolicy.Person = PasswordPolicy.Person()
) -> [PasswordPolicy.Violation] {
  let common: Set<String> = [
    "password", "password123", "12345678", "letmein", "qwerty12345678", "abc123",
  ]
  return policy.violations(of: Secret(copying: text.utf8), person: person) {
    common.contains(String(decoding: $0, as: UTF8.self))
  }
}

/// Length and composition of a password.
struct PasswordCompositionTests {
  typealias Row = (String, [PasswordPolicy.Violation])

  @Test(
    "S3.8 seven characters are refused, eight accepted; a character is a code point",
    arguments: [
      ("Qx7-mrt", [.tooShort]),
      ("Qx7-mrtv", []),
      ("Qx7-mrtvw", []),
      // A bee is one character of four bytes.
      ("Aa1-🐝🐝🐝", [.tooShort]),
      ("Aa1-🐝🐝🐝🐝", []),
      // A combining accent is a character of its own, whatever people see.
      ("A\u{301}a1-xy", [.tooShort]),
      ("A\u{301}a1-xyz", []),
      // A family is three people and two joiners: five characters.
      ("Aa👩‍👩‍👧", [.tooShort, .noDigit]),
      ("Aa1👩‍👩‍👧", []),
      ("", [.tooShort, .noUppercase, .noDigit, .noSpecial]),
    ] as [Row])
  func shortest(candidate: String, expected: [PasswordPolicy.Violation]) {
    #expect(violations(candidate) == expected)
  }

  @Test("S3.8 256 characters are accepted, 257 refused", arguments: [255, 256, 257])
  func longest(count: Int) {
    let candidate = "Qx7-" + String(repeating: "m", count: count - 4)
    #expect(violations(candidate) == (count > 256 ? [.tooLong] : []))
  }

  @Test("1024 bytes of 256 characters are accepted, one byte more is refused unread")
  func mostBytes() {
    // An uppercase letter, a digit and special characters of four bytes each.
    let candidate = "\u{10400}\u{1D7CE}" + String(repeating: "🐝", count: 254)
    #expect(candidate.utf8.count == PasswordPolicy.candidateBytesMax)
    #expect(violations(candidate).isEmpty)
    #expect(violations(candidate + "x") == [.tooLong])

    var lookups = 0
    let broken = PasswordPolicy.portal.violations(
      of: Secret(copying: [UInt8](repeating: 0xFF, count: 1_025)), person: PasswordPolicy.Person()
    ) { _ in
      lookups += 1
      return true
    }
    #expect(broken == [.tooLong], "Not even its encoding is looked at.")
    #expect(lookups == 0)
  }

  @Test("At most six forms of a candidate are looked up among the common passwords")
  func boundedLookups() {
    for text in ["Qx7-mrtv", "P@ssw0rd123!!!", String(repeating: "İ", count: 512)] {
      var longest = 0
      var lookups = 0
      _ = PasswordPolicy.portal.violations(
        of: Secret(copying: text.utf8), person: PasswordPolicy.Person()
      ) { form in
        lookups += 1
        longest = max(longest, form.count)
        return false
      }
      #expect(lookups <= 6)
      #expect(longest <= 2 * PasswordPolicy.candidateBytesMax)
    }
  }

  @Test(
    "S3.9 one uppercase letter of any script is needed",
    arguments: [
      ("qx7-mrtv", [.noUppercase]),
      ("Qx7-mrtv", []),
      ("éx7-mrtv", [.noUppercase]),
      ("Éx7-mrtv", []),
      ("ωx7-mrtv", [.noUppercase]),
      ("Ωx7-mrtv", []),
      ("ßx7-mrtv", [.noUppercase]),
      ("كلمةسر-7", [.noUppercase]),
      ("كلمةسر-7Q", []),
    ] as [Row])
  func uppercase(candidate: String, expected: [PasswordPolicy.Violation]) {
    #expect(violations(candidate) == expected)
  }

  @Test(
    "S3.10 one number is needed, in the digits of any script",
    arguments: [
      ("Qxx-mrtv", [.noDigit]),
      ("Qx7-mrtv", []),
      ("Qx٧-mrtv", []),
      ("Qx²-mrtv", [.noDigit]),
      ("Qx½-mrtv", [.noDigit]),
      ("Qx七-mrtv", [.noDigit]),
    ] as [Row])
  func digit(candidate: String, expected: [PasswordPolicy.Violation]) {
    #expect(violations(candidate) == expected)
  }

  @Test(
    "S3.11 one special character is needed; spaces, accents and invisible ones are none",
    arguments: [
      ("Qx7mmrtv", [.noSpecial]),
      ("Qx7-mrtv", []),
      ("Qx7_mrtv", []),
      ("Qx7€mrtv", []),
      ("Qx7🐝mrtv", []),
      ("Qx7 mrtv", [.noSpecial]),
      ("Qx7\u{A0}mrtv", [.noSpecial]),
      // The same word however its accent is written.
      ("Qx7émrtv", [.noSpecial]),
      ("Qx7e\u{301}mrtv", [.noSpecial]),
      ("Qx7m\u{200B}mrtv", [.noSpecial]),
    ] as [Row])
  func special(candidate: String, expected: [PasswordPolicy.Violation]) {
    #expect(violations(candidate) == expected)
  }

  @Test(
    "S3.12 nothing else is asked of the composition: no small letter, no variety",
    arguments: ["QX7-MRTV", "Q7------", "ÉÉÉÉÉÉ7-", "Q7 - - - "])
  func nothingElse(candidate: String) {
    #expect(violations(candidate).isEmpty)
  }

  @Test(
    "Bytes that are not UTF-8 are refused whole",
    arguments: [
      [0xFF], [0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x90], [0xC3],
    ] as [[UInt8]])
  func notText(bytes: [UInt8]) {
    let good = Array("Qx7-mrtv".utf8)
    for candidate in [bytes, bytes + good, good + bytes, good[..<4] + bytes + good[4...]] {
      let broken = PasswordPolicy.portal.violations(
        of: Secret(copying: candidate), person: PasswordPolicy.Person()
      ) { _ in true }
      #expect(broken == [.invalidCharacters])
    }
  }

  @Test(
    "Control characters are refused wherever they stand",
    arguments: ["\0", "\t", "\n", "\r", "\u{1B}", "\u{7F}", "\u{85}"])
  func control(character: String) {
    for candidate in [character + "Qx7-mrtv", "Qx7-" + character + "mrtv", "Qx7-mrtv" + character] {
      #expect(violations(candidate) == [.invalidCharacters])
    }
    #expect(violations("Qx7mmrt" + character).contains(.noSpecial), "A control is not special.")
  }

  @Test("S3.15 a refusal lists every rule that is broken, in one order")
  func allAtOnce() {
    let jane = PasswordPolicy.Person(
      displayName: "Jane Miller", loginName: "millerj", emailLocalParts: ["miller"])
    #expect(
      violations("mill\u{7}", of: jane) == [
        .tooShort, .noUppercase, .noDigit, .noSpecial, .containsName, .containsEmail,
        .containsLoginName, .invalidCharacters,
      ])
    #expect(
      violations("password") == [.noUppercase, .noDigit, .noSpecial, .commonPassword])
    #expect(
      violations(String(repeating: "jane", count: 100), of: jane) == [
        .tooLong, .noUppercase, .noDigit, .noSpecial, .containsName,
      ])
  }

  @Test("S3.15 the requirements are listed in words, with the numbers in force")
  func words() {
    #expect(
      PasswordPolicy.portal.rules == [
        "At least 8 characters, at most 256.", "At least one uppercase letter.",
        "At least one number.", "At least one special character.",
        "Not a password that is easily guessed, such as password123.",
        "Not your own name, login name or e-mail address.",
      ])
    #expect(PasswordPolicy.nist.rules.first == "At least 15 characters, at most 256.")
    #expect(PasswordPolicy.nist.rules[1] == "With a second factor, 8 are enough.")
    #expect(PasswordPolicy.nist.rules.count == 4)
  }

  @Test("D15 agents and contacts have the portal's rules unless somebody changes them")
  func onePolicyEach() {
    var settings = DeskSettings()
    #expect(settings.policy(.agent) == .portal)
    #expect(settings.policy(.contact) == .portal)
    settings.agentPolicy = .nist
    #expect(settings.policy(.agent) == .nist)
    #expect(settings.policy(.contact) == .portal)
  }

  @Test(
    "D15 the nist profile asks for fifteen characters and no composition",
    arguments: [
      ("aaaa bbbb cccc", [.tooShort]),
      ("aaaa bbbb ccccc", []),
      ("aaaa bbbb cccc dddd", []),
      ("qwerty12345678!", [.commonPassword]),
      ("correct jane horse", [.containsName]),
    ] as [Row])
  func nist(candidate: String, expected: [PasswordPolicy.Violation]) {
    let jane = PasswordPolicy.Person(displayName: "Jane Miller")
    #expect(violations(candidate, under: .nist, of: jane) == expected)
  }

  @Test("D15 under the nist profile eight characters do beside a second factor, seven do not")
  func nistWithSecondFactor() {
    let jane = PasswordPolicy.Person(displayName: "Jane Miller", hasSecondFactor: true)
    #expect(violations("zebra-fu", under: .nist, of: jane) == [])
    #expect(violations("zebra-f", under: .nist, of: jane) == [.tooShort])
  }
}
