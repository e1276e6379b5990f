"""TLS with servers of another age, where the user says so; otherwise what their keys are too short for is not read."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.dsa import DSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.http import Response
from twisted.internet.ssl import CertificateOptions, TLSVersion

#: OpenSSL's lowest level: what is below TLS 1.2, and short keys. Twisted takes the names of ciphers out of such a text,
#: and the level is lost: it is set at the end.
CIPHERS = b"DEFAULT:3DES:@SECLEVEL=0"

#: Bits of a key, at least (https://doi.org/10.6028/NIST.SP.800-131Ar2, table 2).
SHORTEST_KEY = 2048


class ShortKeyError(Exception):
    """A server's key is too short for today."""


def check_key(response: Response) -> None:
    """Raise :class:`ShortKeyError` for an answer that came by TLS with a key of less than 2,048 bits.

    OpenSSL looks at keys only where certificates are checked, which forums' are not unless the user says so.
    """
    if response.certificate is None:
        return
    key = response.certificate.original.get_pubkey().to_cryptography_key()
    if isinstance(key, RSAPublicKey | DSAPublicKey) and key.key_size < SHORTEST_KEY:
        raise ShortKeyError(f"a key of {key.key_size} bits: {response.url}")


class OldTls(_ScrapyClientContextFactory):
    """Scrapy's own policy, from TLS 1.0 on, with whatever ciphers there are."""

    def _get_cert_options(self) -> CertificateOptions:
        self.tls_min_version = TLSVersion.TLSv1_0
        self._ssl_method = None
        options = super()._get_cert_options()
        options.getContext().set_cipher_list(CIPHERS)
        return options
