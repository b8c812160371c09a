"""Mechanism only: everything here could serve a system about parcels unchanged."""
