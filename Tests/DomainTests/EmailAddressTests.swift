import LatchkeyDomain
import LatchkeyTestBasics
import Testing

/// Which addresses are accepted, and which of them are one (D18).
struct EmailAddressTests {
  @Test(
    "D18 an ordinary address is accepted and kept as it was given",
    arguments: [
      ("jane@example.com", "jane@example.com"),
      ("Jane.Miller@Example.COM", "jane.miller@example.com"),
      ("o'neil+tag@sub.example.co", "o'neil+tag@sub.example.co"),
      ("user_1-x@xn--mller-kva.example", "user_1-x@xn--mller-kva.example"),
      ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"),
      ("I@EXAMPLE.COM", "i@example.com"),
    ])
  func accepted(text: String, canonical: String) throws {
    let address = try EmailAddress(text)
    #expect(address.text == text)
    #expect(address.canonical == canonical)
  }

  @Test(
    "Blanks at the ends of an address are left out, for keyboards and tables put them there",
    arguments: [
      " jane@example.com", "jane@example.com ", "\tjane@example.com\r\n", "\u{A0}jane@example.com",
      "jane@example.com\u{200B}", "\u{FEFF}jane@example.com\u{202F}",
    ])
  func blanksAtTheEnds(text: String) throws {
    #expect(try EmailAddress(text).text == "jane@example.com")
  }

  @Test(
    "D18 what is not exactly one plain address is refused, and never repeated in the error",
    arguments: [
      "", "@", "a@", "@example.net", "jane", "jane.example.com", "jane@example",
      "a@b@example.com", "jane@@example.com", "jane @example.com",
      "jane@exam ple.com", ".jane@example.com", "jane.@example.com",
      "ja..ne@example.com", "jane@.example.com", "jane@example..com", "jane@example.com.",
      "jane@-example.com", "jane@example-.com", "jane@exam_ple.com", "\"jane\"@example.com",
      "\"jane doe\"@example.com", "jane(x)@example.com", "<jane@example.com>",
      "Jane <jane@example.com>", "jane@example.com,eve@example.com",
      "jane@example.com;eve@example.com", "jane@[127.0.0.1]", "jane:x@example.com",
      "jane\\@example.com", "jane@example.com\r\nBcc: eve@example.com", "jane\r@example.com",
      "jane\n@example.com", "jane\0@example.com", "jane\t@example.com", "jane\u{7F}@example.com",
      "jane@example.com\0", "j\u{212A}@example.com", "jane@\u{212A}elvin.com",
      "\u{131}@example.com", "jane@\u{131}nfo.com", "ſam@example.com", "jäne@example.com",
      "jane@müller.example", "ﬀ@example.com", "ｊane@example.com", "jane＠example.com",
      "jane\u{200B}@example.com", "jane@exa\u{AD}mple.com", "\u{202E}jane@example.com",
      "jane@example。com", "🐝@example.com",
    ])
  func refused(text: String) {
    do throws(FieldError) {
      _ = try EmailAddress(text, field: "emails[1]")
      Issue.record("It was accepted.")
    } catch {
      #expect(error.field == "emails[1]")
      #expect(text.utf8.count < 6 || !error.problem.contains(text))
    }
  }

  @Test("D18 an address has 254 bytes at most", arguments: [253, 254, 255])
  func totalLength(count: Int) {
    // Three labels of 63, and a fourth that fills up.
    let label = String(repeating: "d", count: 63)
    let head = "ab@\(label).\(label).\(label)."
    let text = head + String(repeating: "e", count: count - head.utf8.count)
    #expect(text.utf8.count == count)
    #expect(((try? EmailAddress(text)) != nil) == (count <= 254))
  }

  @Test("D18 a local part has 64 bytes at most", arguments: [63, 64, 65])
  func localLength(count: Int) {
    let text = String(repeating: "l", count: count) + "@example.com"
    #expect(((try? EmailAddress(text)) != nil) == (count <= 64))
  }

  @Test("D18 a label of the domain has 63 bytes at most", arguments: [62, 63, 64])
  func labelLength(count: Int) {
    let label = String(repeating: "l", count: count)
    #expect(((try? EmailAddress("jane@\(label).com")) != nil) == (count <= 63))
    #expect(((try? EmailAddress("jane@example.\(label)")) != nil) == (count <= 63))
  }

  @Test("D18 no single character outside ASCII is accepted in either part")
  func everyCharacter() {
    for number in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(number), !scalar.isASCII else { continue }
      // Enough of both planes, all of those that fold into ASCII.
      guard number < 0x3000 || (0xFB00...0xFFFF).contains(number) || number % 61 == 0 else {
        continue
      }
      if (try? EmailAddress("a\(Character(scalar))b@example.com")) != nil
        || (try? EmailAddress("ab@exa\(Character(scalar))mple.com")) != nil
      {
        Issue.record("U+\(String(number, radix: 16)) was accepted.")
      }
    }
  }

  @Test("D18 of ASCII, exactly letters, digits, dots and the atom symbols stand in a local part")
  func everyASCII() {
    let symbols = "!#$%&'*+-/=?^_`{|}~."
    for byte in UInt8(0)..<128 {
      let character = Character(Unicode.Scalar(byte))
      let expected = character.isLetter || character.isNumber || symbols.contains(character)
      #expect(((try? EmailAddress("a\(character)b@example.com")) != nil) == expected, "\(byte)")
    }
  }

  @Test("D18 accepted addresses with one canonical form differ only in ASCII case")
  func canonicalMeans() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    let alphabet = Array("aAbBkK1.-+_\u{212A}\u{131}İſ")
    var accepted: [String: Set<String>] = [:]
    for _ in 0..<20_000 {
      let part = {
        (count: Int) in
        String((0..<count).map { _ in alphabet.randomElement(using: &numbers)! })
      }
      let text = part(2) + "@" + part(1) + ".c" + part(1)
      if let address = try? EmailAddress(text) {
        accepted[address.canonical, default: []].insert(address.text)
      }
    }
    #expect(accepted.count > 100, "Seed \(seed)")
    for (canonical, texts) in accepted {
      for text in texts {
        let bytes = zip(text.utf8, canonical.utf8)
        #expect(
          text.utf8.count == canonical.utf8.count
            && bytes.allSatisfy { $0 == $1 || ((0x41...0x5A).contains($0) && $0 + 32 == $1) },
          "Seed \(seed): \(text) became \(canonical).")
      }
    }
  }

  @Test("D18 an address of the store is read back with the same canonical form")
  func stored() throws {
    let address = try EmailAddress("Jane@Example.com")
    #expect(EmailAddress(stored: address.text) == address)
  }

  @Test(
    "A masked address tells its first letter and its domain",
    arguments: [("jane@example.com", "j•••@example.com"), ("j@example.com", "j•••@example.com")])
  func masked(text: String, shown: String) throws {
    #expect(try EmailAddress(text).masked == shown)
  }
}
