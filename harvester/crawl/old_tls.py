"""TLS with old servers, if the user allows it; otherwise answers from servers with short keys are rejected."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.dsa import DSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.http import Response
from twisted.internet.ssl import CertificateOptions, TLSVersion

#: OpenSSL's lowest security level allows TLS below 1.2 and short keys. Twisted keeps only the names of ciphers from
#: such a string, so it is set at the end.
CIPHERS = b"DEFAULT:3DES:@SECLEVEL=0"

#: Least bits of a key (https://doi.org/10.6028/NIST.SP.800-131Ar2, table 2).
SHORTEST_KEY = 2048


class ShortKeyError(Exception):
    """A server's key is too short to be safe."""


def check_key(response: Response) -> None:
    """Raise :class:`ShortKeyError` for an answer that came by TLS with a key of less than 2,048 bits.

    OpenSSL checks keys only where it checks certificates, and Scrapy does not check these by default.
    """
    if response.certificate is None:
        return
    key = response.certificate.original.get_pubkey().to_cryptography_key()
    if isinstance(key, RSAPublicKey | DSAPublicKey) and key.key_size < SHORTEST_KEY:
        raise ShortKeyError(f"a key of {key.key_size} bits: {response.url}")


class OldTls(_ScrapyClientContextFactory):
    """Scrapy's own policy, but from TLS 1.0 on, and with all ciphers that OpenSSL has."""

    def _get_cert_options(self) -> CertificateOptions:
        self.tls_min_version = TLSVersion.TLSv1_0
        self._ssl_method = None
        options = super()._get_cert_options()
        options.getContext().set_cipher_list(CIPHERS)
        return options
