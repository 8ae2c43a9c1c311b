"""Journeys through the pages, over HTTP as the gateway hands it on."""
