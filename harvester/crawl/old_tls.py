"""TLS with servers of another age, where the user says so."""

from __future__ import annotations

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from twisted.internet.ssl import CertificateOptions, TLSVersion

#: OpenSSL's lowest level: what is below TLS 1.2, and short keys. Twisted takes the names of ciphers out of such a text,
#: and the level is lost: it is set at the end.
CIPHERS = b"DEFAULT:3DES:@SECLEVEL=0"


class OldTls(_ScrapyClientContextFactory):
    """Scrapy's own policy, from TLS 1.0 on, with whatever ciphers there are."""

    def _get_cert_options(self) -> CertificateOptions:
        self.tls_min_version = TLSVersion.TLSv1_0
        self._ssl_method = None
        options = super()._get_cert_options()
        options.getContext().set_cipher_list(CIPHERS)
        return options
