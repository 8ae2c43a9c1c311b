"""Operations on data: backup, restore, dead letters, replay."""
