import LatchkeyApplication
import LatchkeyDomain
import LatchkeyMail
import Testing

@Suite("International domains")
struct InternationalNamesTests {
  @Test(
    "D18: a domain becomes the labels that are stored and sent, or is refused as IDNA2008 refuses",
    arguments: [
      ("jane@bücher.example", "jane@xn--bcher-kva.example"),
      ("jane@BÜCHER.example", "jane@xn--bcher-kva.example"),
      ("jane@bu\u{308}cher.example", "jane@xn--bcher-kva.example"),
      ("jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
      ("jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example"),
      // Its own letter since IDNA2008, and not "ss".
      ("jane@straße.example", "jane@xn--strae-oqa.example"),
      ("jane@例え.テスト", "jane@xn--r8jz45g.xn--zckzah"),
      ("jane@пример.испытание", "jane@xn--e1afmkfd.xn--80akhbyknj4f"),
      ("jane@موقع.example", "jane@xn--4gbrim.example"),
      // Full width, and the full stop of Japanese keyboards.
      ("jane@ｄｅｓｋ。example", "jane@desk.example"),
      ("J.Doe+x@Desk.EXAMPLE", "J.Doe+x@Desk.EXAMPLE"),
      ("jane@🔑.example", nil), ("jane@xn--.example", nil), ("jane@xn--a.example", nil),
      ("jane@xn--0.example", nil), ("jane@a\u{202E}b.example", nil),
      ("jane@-ü.example", nil), ("jane@ü-.example", nil), ("jane@ab--ü.example", nil),
      ("jane@ü", nil), ("jane@ü..example", nil), ("jane@ü example.com", nil),
      ("jane@\u{301}ü.example", nil), ("jane@אa.example", nil), ("jane@ü\u{0}.example", nil),
      ("jane@\u{378}.example", nil), ("jürgen@bücher.example", nil), ("@bücher.example", nil),
      ("jane@" + String(repeating: "ü", count: 300) + ".example", nil),
    ] as [(String, String?)])
  func addresses(text: String, stored: String?) {
    #expect((try? InternationalNames().address(text, field: "email"))?.text == stored)
  }

  @Test("Both ways to write a domain are one address, and what differs stays apart")
  func canonical() throws {
    let names = InternationalNames()
    let one = try names.address("Jane@Bücher.example", field: "email")
    let other = try names.address("jane@xn--bcher-kva.EXAMPLE", field: "email")
    #expect(one.canonical == other.canonical)
    #expect(try names.address("jane@bucher.example", field: "email").canonical != one.canonical)
    // U+212A, which lower-casing makes a "k": mapped in a domain, where it can be nothing else.
    #expect(try names.address("jane@\u{212A}a.example", field: "email").text == "jane@ka.example")
    #expect((try? names.address("\u{212A}a@desk.example", field: "email")) == nil)
  }

  @Test(
    "A mail server's host may be written as people write it",
    arguments: [
      ("mail.bücher.example", "mail.xn--bcher-kva.example"), ("[::1]", "::1"),
      ("127.0.0.1", "127.0.0.1"), ("🔑.example", nil), ("mail example", nil),
    ] as [(String, String?)])
  func hosts(text: String, host: String?) {
    #expect((try? InternationalNames().host(text, field: "host"))?.text == host)
  }
}
