"""Certificates for mail servers of tests, made anew each time: an authority, a server's certificate
that it signed, and three that must not be trusted."""

import datetime
import ipaddress
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.utcnow()
DAY = datetime.timedelta(days=1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, start, end, hosts=None):
    builder = (
        x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=hosts is None, path_length=None), critical=True))
    if hosts is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def write(path, *parts):
    with open(path, "wb") as file:
        for part in parts:
            if isinstance(part, x509.Certificate):
                file.write(part.public_bytes(serialization.Encoding.PEM))
            else:
                file.write(part.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption()))


def main(folder):
    here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    authority = ec.generate_private_key(ec.SECP256R1())
    stranger = ec.generate_private_key(ec.SECP256R1())
    write(f"{folder}/authority.pem", certificate(
        "test authority", authority, "test authority", authority, NOW - DAY, NOW + 30 * DAY))
    for file, signer, issuer, start, end, hosts in [
        ("server", authority, "test authority", NOW - DAY, NOW + 30 * DAY, here),
        ("expired", authority, "test authority", NOW - 30 * DAY, NOW - DAY, here),
        ("elsewhere", authority, "test authority", NOW - DAY, NOW + 30 * DAY,
         [x509.DNSName("mail.example.com")]),
        ("stranger", stranger, "stranger", NOW - DAY, NOW + 30 * DAY, here),
    ]:
        key = ec.generate_private_key(ec.SECP256R1())
        write(f"{folder}/{file}.pem", certificate(file, key, issuer, signer, start, end, hosts), key)


if __name__ == "__main__":
    main(sys.argv[1])
