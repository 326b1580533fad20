"""You use one mean and one deviation for all channels, so a channel that is darker than the others stays so. Leave
the channels' axis out when you average."""

import torch


def normalize_splits(training, test):
    std, mean = torch.std_mean(training, correction=0)
    return (training - mean) / std, (test - mean) / std
