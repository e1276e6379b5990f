"""Views as HTML: one module a kind of page. Which HTML is the layout's business (:mod:`harvester.demo.templates`)."""
