"""The stage in which people come in and units register works: sign-in, my unit's records, the form."""
