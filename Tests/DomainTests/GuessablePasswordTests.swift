import LatchkeyDomain
import LatchkeyTestBasics
import Testing

/// Passwords that a stranger would guess: common ones, and the person's own names.
struct GuessablePasswordTests {
  @Test(
    "S3.13 a common password is refused, also dressed up",
    arguments: [
      ("password123", [.noUppercase, .noSpecial, .commonPassword]),
      ("Password123!", [.commonPassword]),
      ("PASSWORD2026!", [.commonPassword]),
      ("P@ssw0rd!2026", [.commonPassword]),
      ("Pa$$w0rd123", [.commonPassword]),
      ("12345678", [.noUppercase, .noSpecial, .commonPassword]),
      ("L3tm31n!9876", [.commonPassword]),
      ("Abc123!!", [.commonPassword]),
    ] as [(String, [PasswordPolicy.Violation])])
  func common(candidate: String, expected: [PasswordPolicy.Violation]) {
    // "$" is special to people and to the rule alike.
    #expect(violations(candidate) == expected)
  }

  @Test(
    "D19 the list compares the whole candidate, not a part of it",
    arguments: ["My-Password-7", "Xpassword7!x", "Password-7a!", "7-Password-Kuh"])
  func wholeOnly(candidate: String) {
    #expect(violations(candidate).isEmpty)
  }

  @Test("D19 how many characters in a row make a name is the policy's choice")
  func nameMatchLength() {
    var policy = PasswordPolicy.portal
    policy.nameMatchLength = 5
    #expect(violations("Xq-Mill-77zz", under: policy, of: Self.jane).isEmpty)
    #expect(violations("Xq-Mille-7zz", under: policy, of: Self.jane) == [.containsName])
  }

  @Test("D19 the words of a desk are its list and its name, whole and in small letters")
  func contextWords() {
    var settings = DeskSettings()
    settings.deskName = "Acme Care"
    func isWord(_ word: String) -> Bool { settings.isContextWord(Array(word.utf8)) }
    for word in ["helpdesk", "latchkey", "acme care", "acmecare"] { #expect(isWord(word)) }
    for word in ["acme", "care", "help", "helpdesks", ""] { #expect(!isWord(word)) }
    settings.contextWords = ["wonder"]
    #expect(isWord("wonder"))
    #expect(!isWord("latchkey"))
  }

  static let jane = PasswordPolicy.Person(
    displayName: "Jane Miller", loginName: "jm-desk", emailLocalParts: ["info.desk", "jm"])

  @Test(
    "S3.14 a password with the own name or address is refused",
    arguments: [
      ("JaneMiller#1", [.containsName]),
      ("MILLER-2026x", [.containsName]),
      ("xx-MiLLer-77", [.containsName]),
      ("J4n3-Ww-77xx", [.containsName]),
      ("J@ne-M1ller7", [.containsName]),
      ("M!ll3r-77-xx", [.containsName]),
      ("M|11er-77-xx", [.containsName]),
      // Separators do not hide it.
      ("J-a-n-e-77xx", [.containsName]),
      // The four letters may span two words of the name.
      ("Qq7-eMil-qqq", [.containsName]),
      ("Info-Qx7-rtv", [.containsEmail]),
      ("D3sk!Qx7-rtv", [.containsEmail, .containsLoginName]),
      ("JMDE-Qx7-rtv", [.containsLoginName]),
      // Three characters are not enough.
      ("Jan-Qx7-rtvw", []),
      ("Mil-Ler-77xx", [.containsName]),
      ("Mil-7-Ler-xx", []),
      ("Enaj-Rellim7", []),
    ] as [(String, [PasswordPolicy.Violation])])
  func ownNames(candidate: String, expected: [PasswordPolicy.Violation]) {
    #expect(violations(candidate, of: Self.jane) == expected)
  }

  @Test(
    "D19 names with accents, digits, dots and other scripts count as names",
    arguments: [
      ("Élodie Özgür", "ÖZGÜR-2026x"),
      ("Élodie Özgür", "é10die-QX77"),
      ("José", "JOSÉ-Qx7-rt"),
      ("محمد علي", "Qx7-محمد-rt"),
      ("王小明先生", "Qx7-王小明先生"),
      ("Agent 47x9", "Qq-47x9-rtvw"),
      ("A.J. McRae Jr.", "ajmc-Qx7-rtv"),
      ("O'Neil-Smith", "ONeil-Qx7-rt"),
      ("R2D2 C3PO", "Qq!r2d2-xxxx"),
      ("Straßer", "STRAßER-qx7!"),
      ("ΩΜΕΓΑ", "ωμεγα-Qx7-rt"),
    ])
  func scripts(name: String, candidate: String) {
    #expect(
      violations(candidate, of: PasswordPolicy.Person(displayName: name)).contains(.containsName))
  }

  @Test(
    "D19 names of fewer than four letters forbid nothing",
    arguments: ["", " ", "Li", "Bo X", "李明", "..."])
  func shortNames(name: String) {
    let person = PasswordPolicy.Person(
      displayName: name, loginName: "", emailLocalParts: ["", "ab", "a.b"])
    #expect(violations("Li-Bo-X-李明-77ab", of: person).isEmpty)
  }

  @Test("D19 four characters in a row of a name are found anywhere, in any case, with leet")
  func planted() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    let letters = Array("abcdeghiklmnopqrstuvwxyz")
    let leet: [Character: [Character]] = [
      "o": ["0"], "i": ["1", "!", "|"], "l": ["1"], "e": ["3"], "a": ["4", "@"], "s": ["5", "$"],
      "t": ["7", "+"], "b": ["8"], "g": ["9"],
    ]
    for round in 0..<500 {
      let name = (0..<Int.random(in: 4...12, using: &numbers)).map { _ in
        letters.randomElement(using: &numbers)!
      }
      let start = Int.random(in: 0...(name.count - 4), using: &numbers)
      let disguised = name[start..<(start + 4)].map { letter in
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: String(letter)
        case 1: letter.uppercased()
        default: String((leet[letter] ?? [letter]).randomElement(using: &numbers)!)
        }
      }
      let padding = String(repeating: "ж", count: Int.random(in: 0...20, using: &numbers))
      let candidate = padding + disguised.joined() + padding
      #expect(
        violations(candidate, of: PasswordPolicy.Person(displayName: String(name)))
          .contains(.containsName),
        "Seed \(seed), round \(round): \(String(name)) in \(candidate)")
    }
  }

  @Test("D19 the longest name against the longest candidate is still decided")
  func longest() throws {
    let name = String(repeating: "ab", count: 100)
    let candidate = "Qx7-" + String(repeating: "aaab", count: 255)
    let person = PasswordPolicy.Person(
      displayName: name, loginName: String(repeating: "ab", count: 32),
      emailLocalParts: Array(repeating: String(repeating: "ba", count: 32), count: 10))
    #expect(violations(candidate, of: person) == [.tooLong])
  }

  @Test("S3.14 the words of an account are its display name, login name and every local part")
  func wordsOfAccount() throws {
    var account = try Sample.account()
    account.changeEmails([
      try EmailAddress("first.one@example.com"), try EmailAddress("second@example.com"),
    ])
    let person = PasswordPolicy.Person(account)
    #expect(person.displayName == "Jane Miller")
    #expect(person.loginName == "jmiller77")
    #expect(person.emailLocalParts == ["first.one", "second"])
    account.changeLoginName(nil)
    #expect(PasswordPolicy.Person(account).loginName == "")
  }
}
