def responses():
    return {}
