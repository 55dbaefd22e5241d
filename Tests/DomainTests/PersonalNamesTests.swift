import LatchkeyDomain
import Testing

/// Display names, login names, and what people type to say who they are.
struct PersonalNamesTests {
  @Test(
    "A name of any script is accepted and kept",
    arguments: [
      "J", "Jane Miller", "O'Neil-Smith 3rd", "محمد علي", "王小明", "Zoë\u{301}", "🐝",
      "علی\u{200C}رضا", "ශ\u{0DCA}\u{200D}රී", "👨\u{200D}👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥 Ann",
      "Ng", "3rd", "-", "हर्ष",
    ])
  func displayNames(text: String) throws {
    #expect(try DisplayName(text).text == text)
  }

  @Test(
    "A name that is empty or holds what nobody can see is refused",
    arguments: [
      "", " ", "\u{A0} ", "Jane\nMiller", "Jane\r\nBcc: eve@example.com", "Jane\0", "Jane\t",
      "Jane\u{7F}", "Jane\u{200B}", "Jane\u{200D}", "\u{202E}enaJ", "Jane\u{2066}", "Ja\u{AD}ne",
      "Jane\u{FEFF}", "Jane\u{2028}", "Jane\u{2029}", "Jane\u{E000}", "Jane\u{378}",
      // A joiner that joins nothing, and texts that leave nothing on the page.
      "\u{200D}Jane", "Jane \u{200D}Miller", "Ja\u{200C}\u{200D}ne", "1\u{200D}2", "\u{3164}",
      "\u{2800}\u{2800}", "\u{34F}", "\u{FE0F}", "\u{3164} \u{2800}", "\u{301}", "\u{115F}",
    ])
  func refusedDisplayNames(text: String) {
    #expect(throws: FieldError.self) { try DisplayName(text) }
  }

  @Test(
    "A name that came with a mail is cleaned and cut, never a reason to refuse its person",
    arguments: [
      ("Jane Miller", "Jane Miller"), ("  Jane\t\r\n Miller ", "Jane Miller"),
      ("Jane\u{0}Miller", "Jane Miller"), ("\u{202E}Jane\u{2066}", "Jane"),
      ("Ja\u{AD}ne", "Jane"), ("Jane\u{200D}", "Jane"), ("علی\u{200C}رضا", "علی\u{200C}رضا"),
      ("👨\u{200D}👩\u{200D}👧", "👨\u{200D}👩\u{200D}👧"), ("\u{E000}\u{378}Jane", "Jane"),
      ("Jane\r\nBcc: eve@example.com", "Jane Bcc: eve@example.com"),
      ("", nil), (" \n", nil), ("\u{200D}\u{3164}\u{2800}", nil), ("\u{0}\u{FEFF}", nil),
      (String(repeating: "n", count: 100_000), String(repeating: "n", count: 200)),
      (
        String(repeating: "👨\u{200D}👩\u{200D}👧", count: 300),
        String(repeating: "👨\u{200D}👩\u{200D}👧", count: 44)
      ),
    ] as [(String, String?)])
  func cleanedName(text: String, name: String?) {
    #expect(DisplayName.cleaned(text)?.text == name)
  }

  @Test("A cleaned name is cut where its reader asks", arguments: [1, 60, 200, 1_000])
  func cutName(charactersMax: Int) {
    let name = DisplayName.cleaned(String(repeating: "n", count: 500), charactersMax: charactersMax)
    #expect(name?.text.count == min(charactersMax, 200))
  }

  @Test("A name has 200 characters at most", arguments: [199, 200, 201])
  func displayNameLength(count: Int) {
    #expect(((try? DisplayName(String(repeating: "n", count: count))) != nil) == (count <= 200))
    #expect(((try? DisplayName(String(repeating: "é", count: count))) != nil) == (count <= 200))
  }

  @Test("Accents heaped on one letter do not make a name endless", arguments: [399, 400])
  func heapedAccents(accents: Int) {
    let text = "a" + String(repeating: "\u{301}", count: accents)
    #expect(((try? DisplayName(text)) != nil) == (text.utf8.count <= 800))
  }

  @Test(
    "A masked name tells first letters only",
    arguments: [("Jane Miller", "J••• M•••"), ("Li", "L•••"), ("  Jane  ", "J•••")])
  func maskedName(text: String, shown: String) throws {
    #expect(try DisplayName(text).masked == shown)
  }

  @Test(
    "A login name starts with a letter and is compared without ASCII case",
    arguments: [
      ("abc", "abc"), ("Jane.Miller", "jane.miller"), ("a-_.9", "a-_.9"), ("A12", "a12"),
    ])
  func loginNames(text: String, canonical: String) throws {
    let name = try LoginName(text)
    #expect(name.text == text)
    #expect(name.canonical == canonical)
    #expect(LoginName(stored: text) == name)
  }

  @Test(
    "A login name of another form is refused",
    arguments: [
      "", "a", "ab", "1abc", ".abc", "-abc", "_abc", "a b", "abc@", "a@b.c", "abc\n", "abc\0",
      "äbc", "ab\u{212A}", "ab\u{131}", "abc/def", "abc\u{200B}",
    ])
  func refusedLoginNames(text: String) {
    #expect(throws: FieldError.self) { try LoginName(text) }
  }

  @Test("A login name has 3 to 64 characters", arguments: [2, 3, 64, 65])
  func loginNameLength(count: Int) {
    let name = try? LoginName("a" + String(repeating: "b", count: count - 1))
    #expect((name != nil) == (3...64).contains(count))
  }

  @Test("What holds an @ is an address, anything else a login name, the rest nobody")
  func signInIdentifiers() throws {
    #expect(
      SignInIdentifier("Jane@Example.com") == .email(try EmailAddress("Jane@Example.com")))
    #expect(SignInIdentifier("Jane.M") == .loginName(try LoginName("Jane.M")))
    #expect(SignInIdentifier("Jane@Example.com")?.canonical == "jane@example.com")
    #expect(SignInIdentifier("Jane.M")?.canonical == "jane.m")
    for text in ["", "@", "12", "jane@", "j\u{212A}@example.com", "ja ne", "%", "*"] {
      #expect(SignInIdentifier(text) == nil)
    }
  }

  @Test("The name of a role has 1 to 64 visible characters")
  func roleNames() throws {
    #expect(try Role.checkedName("Password Desk") == "Password Desk")
    #expect(try Role.checkedName(String(repeating: "r", count: 64)).count == 64)
    for text in ["", "  ", "a\nb", "a\u{200B}", String(repeating: "r", count: 65)] {
      #expect(throws: FieldError.self) { try Role.checkedName(text) }
    }
  }
}
